// What the safety engine's decisions add up to since start.
#pragma once

#include <map>
#include <mutex>

#include "server/safety/engine.hpp"

namespace interlock::server
{
struct ChainSafetyCounts
{
    uint64_t divergences = 0;  // That began.
    std::array<uint64_t, kCrossViews.size()> invalid_blocks{};
};

/// Thread-safe.
class SafetyCounts
{
public:
    explicit SafetyCounts(const DependencySet& set);

    void count(const SafetyNews& news);
    /// Precondition: the chain is in the set.
    [[nodiscard]] ChainSafetyCounts of(const ChainId& chain) const;

private:
    struct Chain
    {
        ChainSafetyCounts counts;
        bool diverges = false;
    };

    mutable std::mutex mutex_;
    std::map<ChainId, Chain> chains_;  // Guarded by mutex_; its keys never change.
};

/// Whether one of the alarms is about the chain.
template <typename Alarm>
[[nodiscard]] bool is_about(const std::vector<Alarm>& alarms, const ChainId& chain)
{
    return std::any_of(
        alarms.begin(), alarms.end(), [&](const Alarm& alarm) { return alarm.chain_id == chain; });
}
}  // namespace interlock::server
