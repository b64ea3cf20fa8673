// An index of many logs, for what depends on how many there are.
#pragma once

#include <chrono>
#include <filesystem>

#include "storage/sqlite_store.hpp"
#include "tests/bench/growing_chains.hpp"

namespace interlock::bench
{
/// All blocks are older, and all are final.
inline constexpr uint64_t kNow_s = 2'000'000'000;

struct LargeIndex
{
    uint64_t logs = 0;
    DependencySet set;
    GrowingChains chains;
    std::filesystem::path file;

    [[nodiscard]] uint64_t blocks_a_chain() const
    {
        return logs / GrowingChains::kLogsPerBlock / set.chains().size();
    }
};

/// Makes `index.file`, through the indexer and its engine.
void build(LargeIndex& index);

/// Asks the system to forget what it has of the files in memory.
void drop_from_memory(const std::filesystem::path& folder);

using Clock = std::chrono::steady_clock;
/// Since `begin`, which becomes now.
[[nodiscard]] double lap_ms(Clock::time_point& begin);
}  // namespace interlock::bench
