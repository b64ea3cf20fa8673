// Where the index is.
#pragma once

#include <filesystem>

namespace interlock::server
{
[[nodiscard]] inline std::filesystem::path index_file(const std::filesystem::path& data_dir)
{
    return data_dir / "interlock.db";
}
}  // namespace interlock::server
