#include "storage/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "storage/errors.hpp"

namespace interlock::storage
{
namespace
{
constexpr const char* kLocking = "lock the database";

/// The process that the holder of the lock has written into it; empty when it says none.
std::string holder_in(int descriptor)
{
    std::array<char, 20> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
    std::string out;
    for (ssize_t i = 0;
         i < size && text[static_cast<size_t>(i)] >= '0' && text[static_cast<size_t>(i)] <= '9';
         ++i)
        out += text[static_cast<size_t>(i)];
    return out;
}

/// For people; a lock without it works as well.
void write_holder(int descriptor) noexcept
{
    const std::string text = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(descriptor, text.data(), text.size(), 0);
}

Error in_use(const std::filesystem::path& file, int descriptor)
{
    const std::string holder = holder_in(descriptor);
    const std::string detail =
        holder.empty() ? "another process has it open" : "process " + holder + " has it open";
    return describe(
        ErrorKind::busy, {file, kLocking, detail}, "stop that process, or give each its own file");
}
}  // namespace

Result<FileLock> FileLock::acquire(const std::filesystem::path& file)
{
    std::filesystem::path path = file;
    path += ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return tl::unexpected(describe_errno(errno, path, kLocking));
    FileLock lock{descriptor};
    // Not fcntl(F_SETLK): that lock is lost as soon as anything in this process closes the file.
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
    {
        const int error = errno;
        if (error == EWOULDBLOCK)
            return tl::unexpected(in_use(file, descriptor));
        return tl::unexpected(describe_errno(error, path, kLocking));
    }
    write_holder(descriptor);
    return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)}
{
}

FileLock::~FileLock()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}
}  // namespace interlock::storage
