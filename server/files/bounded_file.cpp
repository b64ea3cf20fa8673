#include "server/files/bounded_file.hpp"

#include <fcntl.h>
#include <cerrno>
#include <system_error>

#include "server/files/descriptor.hpp"

namespace interlock::server
{
namespace
{
std::string cannot_read(int error)
{
    return "cannot be read: " + std::generic_category().message(error);
}
}  // namespace

tl::expected<std::string, std::string> read_bounded_file(
    const std::filesystem::path& file, size_t max_bytes)
{
    const Descriptor descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (descriptor.get() < 0)
        return tl::unexpected{cannot_read(errno)};
    std::string out;
    // By reading and not by asking for the size: a pipe has none, and a file may grow.
    while (out.size() <= max_bytes)
    {
        char buffer[16 * 1024];
        const auto count = ::read(descriptor.get(), buffer, sizeof(buffer));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return tl::unexpected{cannot_read(errno)};
        if (count == 0)
            return out;
        out.append(buffer, static_cast<size_t>(count));
    }
    return tl::unexpected{
        "is longer than " + std::to_string(max_bytes) + " bytes, the most that is read"};
}
}  // namespace interlock::server
