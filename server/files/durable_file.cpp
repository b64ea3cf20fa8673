#include "server/files/durable_file.hpp"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "server/files/descriptor.hpp"

namespace interlock::server
{
namespace
{
namespace fs = std::filesystem;
using Done = tl::expected<void, std::string>;

tl::unexpected<std::string> failed(const char* doing, int error = errno)
{
    return tl::unexpected{
        std::string{"cannot be "} + doing + ": " + std::generic_category().message(error)};
}

Done write_all(int descriptor, std::string_view text)
{
    while (!text.empty())
    {
        const auto count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failed("written");
        text.remove_prefix(static_cast<size_t>(count));
    }
    return {};
}

Done write_file(const fs::path& file, std::string_view text)
{
    const Descriptor descriptor{
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (descriptor.get() < 0)
        return failed("written");
    if (auto done = write_all(descriptor.get(), text); !done)
        return done;
    if (::fsync(descriptor.get()) != 0)
        return failed("made durable");
    return {};
}

Done sync_folder(const fs::path& folder)
{
    const Descriptor descriptor{
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (descriptor.get() < 0 || ::fsync(descriptor.get()) != 0)
        return failed("made durable");
    return {};
}
}  // namespace

Done replace_file_durably(const fs::path& file, std::string_view text)
{
    auto fresh = file;
    fresh += ".new";
    auto done = write_file(fresh, text);
    if (done && ::rename(fresh.c_str(), file.c_str()) != 0)
        done = failed("replaced");
    if (!done)
    {
        std::error_code ignored;
        fs::remove(fresh, ignored);
        return done;
    }
    return sync_folder(file.parent_path());
}
}  // namespace interlock::server
