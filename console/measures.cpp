#include "console/measures.hpp"

#include <algorithm>

#include "console/bytes_text.hpp"

namespace interlock::console
{
Freshness freshness(const NewestBlock& block) noexcept
{
    constexpr uint64_t kAheadS = 10;
    constexpr uint64_t kAheadBlocks = 2;
    constexpr uint64_t kStillS = 60;
    constexpr uint64_t kStillBlocks = 30;
    const auto& [timestamp_s, now_s, block_time_s] = block;
    if (timestamp_s > now_s && timestamp_s - now_s > std::max(kAheadS, kAheadBlocks * block_time_s))
        return Freshness::ahead;
    if (now_s > timestamp_s && now_s - timestamp_s > std::max(kStillS, kStillBlocks * block_time_s))
        return Freshness::still;
    return Freshness::fresh;
}

Severity severity_of(const DiskSpace& disk) noexcept
{
    constexpr uint64_t kLeastBytes = uint64_t{128} << 20U;
    constexpr uint64_t kEnoughBytes = uint64_t{1} << 30U;
    constexpr uint64_t kPartOfIndex = 5;
    if (disk.free_bytes < kLeastBytes)
        return Severity::fail;
    const auto enough = std::max(kEnoughBytes, disk.index_bytes / kPartOfIndex);
    return disk.free_bytes < enough ? Severity::warn : Severity::ok;
}

std::string describe(const DiskSpace& disk)
{
    return "the index has " + bytes_text(disk.index_bytes) + ", " + bytes_text(disk.free_bytes) +
           " are free";
}
}  // namespace interlock::console
