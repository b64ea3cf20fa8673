// A chain as a view shows it to promotion.
#pragma once

#include <vector>

#include "storage/store.hpp"

namespace interlock::server
{
/// A chain's place in the dependency set, by ascending id.
using Place = size_t;

struct Front
{
    ChainConfig config;
    std::optional<BlockSeal> first;  // The first indexed block.
    std::optional<BlockSeal> tip;    // The newest block of the view.
    std::optional<BlockSeal>
        verified;                // The newest promoted one; absent until the anchor is there.
    uint64_t anchor_number = 0;  // Meaningful when `verified` is there.

    /// Whether the chain is promoted up to the block.
    [[nodiscard]] bool has_verified(uint64_t number) const noexcept
    {
        return verified && verified->id.number >= number;
    }
    /// Whether no further block of the chain can be at or before the time.
    [[nodiscard]] bool has_passed(uint64_t timestamp_s) const noexcept
    {
        return tip && is_past(tip->timestamp_s, config.block_time_s, timestamp_s);
    }
};

/// All chains of the dependency set, by place.
using Fronts = std::vector<Front>;

/// nullopt for a chain that is not in the set.
[[nodiscard]] std::optional<Place> place_of(const Fronts& fronts, const ChainId& chain) noexcept;
}  // namespace interlock::server
