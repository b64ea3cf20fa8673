#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "storage/errors.hpp"
#include "storage/file_lock.hpp"
#include "storage/maintenance_connection.hpp"

namespace interlock::storage
{
namespace
{
namespace fs = std::filesystem;

constexpr const char* kBackingUp = "make a backup";
constexpr const char* kRestoring = "restore a backup";

/// Makes a file, or the entries of a folder, durable.
Result<void> sync(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return tl::unexpected(describe_errno(errno, path, "make it durable"));
    const bool failed = ::fsync(descriptor) != 0;
    const int error = errno;
    ::close(descriptor);
    if (failed)
        return tl::unexpected(describe_errno(error, path, "make it durable"));
    return {};
}

/// Gives the file its name unless there is a file of that name.
Result<void> publish(const fs::path& from, const fs::path& to, const char* doing)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return sync(to.parent_path());
    if (errno == EEXIST)
        return tl::unexpected(
            describe(ErrorKind::conflict, {to, doing, "there is a file of that name"},
                "it was left as it is: give another name"));
    return tl::unexpected(describe_errno(errno, to, doing));
}

/// A new file that is removed again unless it is kept.
class NewFile
{
public:
    [[nodiscard]] static Result<NewFile> create(fs::path path, const char* doing)
    {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (descriptor >= 0)
        {
            ::close(descriptor);
            return NewFile{std::move(path)};
        }
        if (errno == EEXIST)
            return tl::unexpected(describe(ErrorKind::conflict,
                {path, doing, "it is left from a copy that was broken off, or in the making"},
                "remove it when no copy is being made"));
        return tl::unexpected(describe_errno(errno, path, doing));
    }
    ~NewFile()
    {
        std::error_code ignored;
        for (const auto* end : {"", "-journal", "-wal", "-shm"})
        {
            if (!path_.empty())
                fs::remove(path_.string() + end, ignored);
        }
    }
    NewFile(NewFile&& other) noexcept : path_{std::exchange(other.path_, {})} {}
    NewFile& operator=(NewFile&&) = delete;

    [[nodiscard]] const fs::path& path() const noexcept { return path_; }
    void keep() noexcept { path_.clear(); }

private:
    explicit NewFile(fs::path path) : path_{std::move(path)} {}
    fs::path path_;
};

Result<void> copy(const fs::path& from, const fs::path& to, const OnProgress& on_progress)
{
    const auto source = open_to_look(from, on_progress);
    if (!source)
        return tl::unexpected(source.error());
    // In a transaction, so that a store that writes does not make the copy begin again.
    const auto moment = sqlite::Transaction::begin(**source, sqlite::Access::read_only);
    if (!moment)
        return tl::unexpected(moment.error());
    // Its first read makes it the copy of this moment.
    const auto read = (*source)->read_integer("PRAGMA schema_version", kBackingUp);
    if (!read)
        return tl::unexpected(read.error());
    if (auto wanted = tell(on_progress, {"copy pages", 0, 0}); !wanted)
        return wanted;
    const auto target = sqlite::Connection::open(to, sqlite::Access::read_write);
    if (!target)
        return tl::unexpected(target.error());
    return (*source)->copy_to(**target,
        [&](uint64_t done, uint64_t total) {
            return on_progress({"copy pages", done, total});
        });
}

Result<fs::path> absolute(const fs::path& path, const char* doing)
{
    std::error_code failure;
    auto out = fs::absolute(path, failure).lexically_normal();
    if (failure)
        return tl::unexpected(describe_errno(failure.value(), path, doing));
    return out;
}

/// The first name of this form that is free.
fs::path free_name(const fs::path& file)
{
    std::error_code failure;
    for (int i = 1;; ++i)
    {
        fs::path out = file.string() + ".before-restore-" + std::to_string(i);
        if (!fs::exists(out, failure) && !fs::exists(out.string() + "-wal", failure))
            return out;
    }
}

/// Moves what belongs to the database in the write-ahead log into it, where that can be done.
void fold_log(const fs::path& file)
{
    const auto connection = sqlite::Connection::open(file, sqlite::Access::read_write);
    if (connection)
        static_cast<void>((*connection)->execute("PRAGMA wal_checkpoint(TRUNCATE);", kRestoring));
}

/// Keeps the file under another name as well; its log, which is of no other file, only there.
Result<fs::path> put_aside(const fs::path& file)
{
    std::error_code failure;
    if (!fs::exists(file, failure))
        return fs::path{};
    fold_log(file);
    auto aside = free_name(file);
    fs::create_hard_link(file, aside, failure);
    if (failure)
        return tl::unexpected(describe_errno(failure.value(), aside, kRestoring));
    if (fs::exists(file.string() + "-wal", failure))
        fs::rename(file.string() + "-wal", aside.string() + "-wal", failure);
    if (!failure)
        fs::remove(file.string() + "-shm", failure);
    if (failure)
        return tl::unexpected(describe_errno(failure.value(), file, kRestoring));
    if (auto done = sync(file.parent_path()); !done)
        return tl::unexpected(done.error());
    return aside;
}
}  // namespace

Result<uint64_t> back_up(
    const fs::path& file, const fs::path& target, const OnProgress& on_progress)
{
    const auto path = absolute(target, kBackingUp);
    if (!path)
        return tl::unexpected(path.error());
    std::error_code failure;
    if (fs::exists(fs::symlink_status(*path, failure)))
        return tl::unexpected(
            describe(ErrorKind::conflict, {*path, kBackingUp, "there is a file of that name"},
                "it was left as it is: give another name"));
    auto partial = NewFile::create(path->string() + ".partial", kBackingUp);
    if (!partial)
        return tl::unexpected(partial.error());
    if (auto done = copy(file, partial->path(), on_progress)
                        .and_then([&] { return sync(partial->path()); })
                        .and_then([&] { return publish(partial->path(), *path, kBackingUp); });
        !done)
        return tl::unexpected(done.error());
    partial->keep();
    return fs::file_size(*path, failure);
}

Result<fs::path> restore(
    const fs::path& backup, const fs::path& file, const OnProgress& on_progress)
{
    const auto path = absolute(file, kRestoring);
    if (!path)
        return tl::unexpected(path.error());
    std::error_code failure;
    fs::create_directories(path->parent_path(), failure);
    if (failure)
        return tl::unexpected(describe_errno(failure.value(), path->parent_path(), kRestoring));
    const auto lock = FileLock::acquire(*path);
    if (!lock)
        return tl::unexpected(lock.error());
    const auto report = check_index(backup, CheckDepth::whole, on_progress);
    if (!report)
        return tl::unexpected(report.error());
    if (!report->findings.empty())
        return tl::unexpected(
            describe(ErrorKind::conflict, {backup, kRestoring, report->findings.front()},
                "nothing was replaced: give a sound backup"));
    auto coming = NewFile::create(path->string() + ".restoring", kRestoring);
    if (!coming)
        return tl::unexpected(coming.error());
    if (auto done = copy(backup, coming->path(), on_progress)
                        .and_then([&] { return sync(coming->path()); });
        !done)
        return tl::unexpected(done.error());
    auto aside = put_aside(*path);
    if (!aside)
        return aside;
    fs::rename(coming->path(), *path, failure);
    if (failure)
        return tl::unexpected(describe_errno(failure.value(), *path, kRestoring));
    coming->keep();
    if (auto done = sync(path->parent_path()); !done)
        return tl::unexpected(done.error());
    return aside;
}
}  // namespace interlock::storage
