#include "storage/disk_use.hpp"

namespace interlock::storage
{
std::filesystem::path write_ahead_log_of(const std::filesystem::path& index)
{
    auto out = index;
    out += "-wal";
    return out;
}

uint64_t size_or_zero(const std::filesystem::path& file)
{
    std::error_code absent;
    const auto size = std::filesystem::file_size(file, absent);
    return absent ? 0 : size;
}

DiskUse disk_use(const std::filesystem::path& index)
{
    DiskUse out{.index_bytes = size_or_zero(index) + size_or_zero(write_ahead_log_of(index)),
        .free_bytes = std::nullopt};
    std::error_code failure;
    const auto space =
        std::filesystem::space(std::filesystem::absolute(index).parent_path(), failure);
    if (!failure)
        out.free_bytes = space.available;
    return out;
}
}  // namespace interlock::storage
