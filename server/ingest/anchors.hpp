// Where a new index begins: agreed between the chains, since a message may point back from any
// chain to any other.
#pragma once

#include <chrono>
#include <map>
#include <mutex>

#include "chain/source.hpp"

namespace interlock::server
{
/// Collects each chain's anchor: its finalized block when its index begins. Thread-safe.
class Anchors
{
public:
    using Clock = std::chrono::steady_clock;

    /// `chains` is how many have no index yet and will tell their anchor; `known_s` the earliest
    /// anchor of those that have one. Once a chain has told its anchor, the others have `grace` to
    /// tell theirs: a dead chain must not keep the living from being indexed.
    Anchors(size_t chains, Clock::duration grace, std::optional<uint64_t> known_s = {})
      : chains_{chains}, grace_{grace}, known_s_{known_s}
    {
    }

    /// Records the anchor's time and returns the earliest one, or nullopt while others are awaited.
    [[nodiscard]] std::optional<uint64_t> agree(
        const ChainId& chain, uint64_t anchor_timestamp_s, Clock::time_point now);

private:
    const size_t chains_;
    const Clock::duration grace_;
    const std::optional<uint64_t> known_s_;
    std::mutex mutex_;
    std::map<ChainId, uint64_t> timestamps_s_;   // Guarded by mutex_.
    std::optional<Clock::time_point> first_at_;  // Guarded by mutex_.
};

/// What decides a chain's first indexed block.
struct StartRule
{
    std::optional<uint64_t> activation_s;
    uint64_t expiry_window_s = 0;
    uint64_t genesis_number = 0;
    std::optional<uint64_t> start_block;  // The operator's own choice.
};

/// Where a chain's index begins.
struct Start
{
    uint64_t number = 0;
    /// The time since which the index is whole: no block of the chain lies between it and the
    /// first indexed one. Absent for the operator's own choice, where the block's time is it.
    std::optional<uint64_t> covered_since_s;

    friend bool operator==(const Start&, const Start&) = default;
};

/// The operator's choice, or the first block at or after max(activation, earliest anchor - window),
/// but never above the chain's own anchor.
[[nodiscard]] chain::Result<Start> find_start(chain::BlockSource& source, const StartRule& rule,
    const BlockSeal& anchor, uint64_t earliest_anchor_s);
}  // namespace interlock::server
