// Reading a small file that somebody else wrote. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>

namespace interlock::server
{
/// No configuration file has a reason to be longer.
inline constexpr size_t kMaxConfigFileBytes = size_t{1} << 20U;

/// The whole file; the error says why it cannot be had, without the file's name.
[[nodiscard]] tl::expected<std::string, std::string> read_bounded_file(
    const std::filesystem::path& file, size_t max_bytes = kMaxConfigFileBytes);
}  // namespace interlock::server
