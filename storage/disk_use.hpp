// What an index takes of its disk. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace interlock::storage
{
/// The file in which changes wait to be taken into `index`.
[[nodiscard]] std::filesystem::path write_ahead_log_of(const std::filesystem::path& index);

/// Zero when there is no such file.
[[nodiscard]] uint64_t size_or_zero(const std::filesystem::path& file);

struct DiskUse
{
    uint64_t index_bytes = 0;  // With the write-ahead log.
    /// What this process may still write on that disk; absent when the system does not tell.
    std::optional<uint64_t> free_bytes;
};
[[nodiscard]] DiskUse disk_use(const std::filesystem::path& index);
}  // namespace interlock::storage
