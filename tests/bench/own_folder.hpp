// A folder that a benchmark fills, and that goes with it.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace interlock::bench
{
class OwnFolder
{
public:
    /// Below `dir`; nothing is made yet.
    OwnFolder(const std::filesystem::path& dir, const std::string& program)
      : path_{dir / (program + "-" + std::to_string(::getpid()))}
    {
    }
    ~OwnFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    OwnFolder(const OwnFolder&) = delete;
    OwnFolder& operator=(const OwnFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    const std::filesystem::path path_;
};
}  // namespace interlock::bench
