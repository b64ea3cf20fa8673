#include "tests/support/temp_dir.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace interlock::testing
{
namespace
{
/// In memory where there is room for it: the tests of the index make thousands of commits, and each
/// one waits for the disk. Whether a commit survives a power cut cannot be tested here anyway.
std::filesystem::path root()
{
    // Each of several test programs at once may fill some hundred MiB.
    constexpr uintmax_t kRoomBytes = uintmax_t{1} << 30U;
    const std::filesystem::path memory = "/dev/shm";
    std::error_code absent;
    const auto room = std::filesystem::space(memory, absent);
    const bool usable =
        !absent && room.available > kRoomBytes && ::access(memory.c_str(), W_OK) == 0;
    return usable ? memory : std::filesystem::temp_directory_path();
}
}  // namespace

TempDir::TempDir()
{
    auto name = (root() / "interlock-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error{"cannot make a temporary folder like " + name};
    path_ = name;
}

TempDir::~TempDir()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempDir::write(const std::string& name, std::string_view text) const
{
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << text;
    return file;
}
}  // namespace interlock::testing
