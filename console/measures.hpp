// What both doctors take for normal. Pure.
#pragma once

#include <cstdint>

#include "console/finding.hpp"

namespace interlock::console
{
enum class Freshness
{
    fresh,
    ahead,  // Dated later than a sequencer may: a clock is wrong.
    still,  // So old that the chain, or its node, stands still.
};

struct NewestBlock
{
    uint64_t timestamp_s = 0;
    uint64_t now_s = 0;
    uint64_t block_time_s = 1;
};
[[nodiscard]] Freshness freshness(const NewestBlock& block) noexcept;

struct DiskSpace
{
    uint64_t index_bytes = 0;
    uint64_t free_bytes = 0;
};
[[nodiscard]] Severity severity_of(const DiskSpace& disk) noexcept;
/// "the index has 2.1 GiB, 40.2 GiB are free"
[[nodiscard]] std::string describe(const DiskSpace& disk);
}  // namespace interlock::console
