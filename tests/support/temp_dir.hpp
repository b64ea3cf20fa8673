// A folder that goes with the test.
#pragma once

#include <filesystem>
#include <string>

namespace interlock::testing
{
/// Made empty below the system's temporary folder; removed, with what is in it, at the end.
class TempDir
{
public:
    TempDir();
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};
}  // namespace interlock::testing
