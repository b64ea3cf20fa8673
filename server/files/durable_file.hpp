// Writing a small file so that it survives a crash. Any thread, one at a time for each file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace interlock::server
{
/// Gives the file this text, for its owner's eyes only: after a crash it has the old text or the
/// new one, whole. The error says why it could not be done, without the file's name; then the file
/// has its old text.
[[nodiscard]] tl::expected<void, std::string> replace_file_durably(
    const std::filesystem::path& file, std::string_view text);
}  // namespace interlock::server
