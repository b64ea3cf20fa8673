// A folder that goes with the test.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace interlock::testing
{
/// Made empty, in memory or below the system's temporary folder; removed, with what is in it, at
/// the end.
class TempDir
{
public:
    TempDir();
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    /// Writes a file in it, with its folders.
    std::filesystem::path write(const std::string& name, std::string_view text) const;

private:
    std::filesystem::path path_;
};
}  // namespace interlock::testing
