// Everything that the index says of safety, at one moment.
#pragma once

#include <stdexcept>

#include "server/safety/invariants.hpp"
#include "storage/store.hpp"

namespace interlock::sim
{
/// Something is not as it must be: the end of a simulation.
struct Broken : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// Throws Broken where the index cannot say what nobody sabotages.
template <typename T>
T must(storage::Result<T> result)
{
    if (!result)
        throw Broken{"index: " + result.error().message};
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

struct ChainSnapshot
{
    server::ChainHeads heads;
    std::array<std::optional<storage::Progress>, kCrossViews.size()> progress;

    [[nodiscard]] const std::optional<BlockSeal>& head(SafetyLevel level) const
    {
        return heads[static_cast<size_t>(level)];
    }
    friend bool operator==(const ChainSnapshot&, const ChainSnapshot&) = default;
};

struct Snapshot
{
    std::vector<ChainSnapshot> chains;  // By place in the dependency set.
    uint64_t last_head_change = 0;      // Sequence numbers.
    uint64_t last_verdict_change = 0;

    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

[[nodiscard]] Snapshot read_snapshot(const storage::View& view, const DependencySet& set);
}  // namespace interlock::sim
