// What of the index can never be needed again. Pure functions of a view.
#pragma once

#include "storage/store.hpp"

namespace interlock::server
{
/// How much longer than the expiry window blocks are kept, at least. In one window before the
/// earliest finalized block lies what blocks to come may still execute; the second one keeps whole
/// what the blocks of the first were judged by.
inline constexpr uint64_t kRetentionWindows = 2;

/// The shortest time for which blocks are kept, in seconds.
[[nodiscard]] inline uint64_t shortest_retention_s(const DependencySet& set) noexcept
{
    static_assert(kMaxExpiryWindowS <= UINT64_MAX / kRetentionWindows);
    return set.expiry_window_s() * kRetentionWindows;
}

/// Since when blocks are kept.
struct KeptSince
{
    uint64_t timestamp_s = 0;
    ChainId held_by;  // The chain whose finalized head is the earliest.

    friend bool operator==(const KeptSince&, const KeptSince&) = default;
};

/// `retention_s` before the earliest finalized head of all chains, so that one that lags loses
/// nothing that it needs. nullopt while a chain of the set has no finalized head: then all is kept.
[[nodiscard]] storage::Result<std::optional<KeptSince>> kept_since(
    const storage::View& view, const DependencySet& set, uint64_t retention_s);

/// How much may be pruned in one step.
struct PruneBounds
{
    uint64_t blocks = 256;
    uint64_t logs = 8'192;  // One block with more goes alone.
};

/// The block that can be the chain's first from now on: the last one at or before `timestamp_s`
/// that is final and whose successors promotion does not come back to, or an earlier one within
/// the bounds. nullopt when nothing lies below it.
[[nodiscard]] storage::Result<std::optional<BlockSeal>> find_new_first(const storage::View& view,
    const ChainId& chain, uint64_t timestamp_s, const PruneBounds& bounds);
}  // namespace interlock::server
