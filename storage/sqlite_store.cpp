#include "storage/sqlite_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "storage/ensure.hpp"
#include "storage/errors.hpp"
#include "storage/file_lock.hpp"
#include "storage/schema.hpp"
#include "storage/sqlite_step.hpp"
#include "storage/sqlite_view.hpp"
#include "storage/write_ahead_log.hpp"

namespace interlock::storage
{
namespace
{
// Before the first table. Large pages make few levels, and 510 hashes of logs fill one.
constexpr const char* kLayout = "PRAGMA page_size = 16384; PRAGMA auto_vacuum = NONE;";

// foreign_keys: only head.ix has one, so it costs nothing where it matters.
// secure_delete: Debian's SQLite overwrites what is deleted; hashes of public logs are no secret.
constexpr const char* kBeforeMigration =
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA secure_delete = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -32768;";  // KiB

/// Best effort: not every file system has directories that can be synced.
void sync_directory(const std::filesystem::path& directory) noexcept
{
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

/// Creates the directory and those above it. SQLite syncs the directory of its files, but a power
/// cut could take it away with them if it was new.
std::error_code make_directories(const std::filesystem::path& directory)
{
    std::error_code failure;
    auto existing = directory;
    while (!std::filesystem::exists(existing, failure) && existing.has_relative_path())
        existing = existing.parent_path();
    failure.clear();
    std::filesystem::create_directories(directory, failure);
    for (auto made = directory; !failure && made != existing; made = made.parent_path())
        sync_directory(made.parent_path());
    return failure;
}

/// The one path of the file, whatever symbolic links lead to it, so that it has one lock.
/// Creates the directories above it.
Result<std::filesystem::path> locate(const std::filesystem::path& file)
{
    std::error_code failure;
    auto path = std::filesystem::absolute(file, failure);
    if (!failure)
        failure = make_directories(path.parent_path());
    if (failure)
        return tl::unexpected(
            describe_errno(failure.value(), path.parent_path(), "create the directory"));
    path = std::filesystem::weakly_canonical(path, failure);
    if (failure)
        return tl::unexpected(describe_errno(failure.value(), file, "find the database"));
    return path;
}

Result<std::unique_ptr<sqlite::Connection>> open_for_writing(
    const std::filesystem::path& file, const OnMigration& on_migration)
{
    auto opened = sqlite::Connection::open(file, sqlite::Access::read_write);
    if (!opened)
        return opened;
    sqlite::Connection& connection = **opened;
    connection.set_patience(5'000);  // With an outside tool that looks into the file.
    return connection.execute(kLayout, "open the database")
        .and_then([&] { return connection.execute(kBeforeMigration, "open the database"); })
        .and_then([&] { return migrate(connection, file, on_migration); })
        .map([&] { return std::move(*opened); });
}
}  // namespace

struct SqliteStore::State
{
    FileLock lock;  // The last to go.
    WriteAheadLog log;
    WriteConnection writing;
    ViewPool views;  // Goes before the writer, whose closing takes the write-ahead log away.
};

Result<std::unique_ptr<SqliteStore>> SqliteStore::create(const SqliteOptions& options)
{
    const auto file = locate(options.file);
    if (!file)
        return tl::unexpected(file.error());
    auto lock = FileLock::acquire(*file);
    if (!lock)
        return tl::unexpected(lock.error());
    if (const auto ours = check_file(*file); !ours)
        return tl::unexpected(ours.error());
    auto connection = open_for_writing(*file, options.on_migration);
    if (!connection)
        return tl::unexpected(std::move(connection.error()));
    auto log = WriteAheadLog::enable(**connection, *file);
    if (!log)
        return tl::unexpected(std::move(log.error()));
    std::unique_ptr<State> state{new State{.lock = std::move(*lock),
        .log = std::move(*log),
        .writing = WriteConnection{std::move(*connection)},
        .views = ViewPool{*file, options.max_views}}};
    return std::unique_ptr<SqliteStore>{new SqliteStore{std::move(state)}};
}

SqliteStore::SqliteStore(std::unique_ptr<State> state) : state_{std::move(state)}
{
}

SqliteStore::~SqliteStore()
{
    ensure(!state_->writing.in_step, "every step is gone before its store");
}

Result<std::unique_ptr<View>> SqliteStore::open_view()
{
    return SqliteView::open(state_->views);
}

size_t SqliteStore::open_views() const
{
    return state_->views.leased();
}

Result<void> SqliteStore::compact(const OnProgress& on_progress)
{
    ensure(!state_->writing.in_step, "a step is over before the next thing is done");
    constexpr const char* kCompacting = "compact the database";
    const ViewPool::Pause pause{state_->views};
    auto& connection = *state_->writing.connection;
    connection.forget_failure();
    connection.while_running([&] { return on_progress({}); });
    // The rewritten database is made in a file beside: it may be larger than the memory.
    auto done = connection.execute("PRAGMA temp_store = FILE; VACUUM;", kCompacting);
    connection.while_running(nullptr);
    if (const auto restored = connection.execute("PRAGMA temp_store = MEMORY;", kCompacting);
        done && !restored)
        return restored;
    if (!done)
        return done;
    // With views open the file shrinks at a later checkpoint.
    return connection.execute("PRAGMA wal_checkpoint(TRUNCATE);", kCompacting);
}

Result<std::unique_ptr<Step>> SqliteStore::begin()
{
    ensure(!state_->writing.in_step, "one step at a time");
    ViewPool::Pause pause{state_->views};
    if (const auto kept = state_->log.keep_small(*state_->writing.connection); !kept)
        return tl::unexpected(kept.error());
    return SqliteStep::begin(state_->writing, std::move(pause));
}
}  // namespace interlock::storage
