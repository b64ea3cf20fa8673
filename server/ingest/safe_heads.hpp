// Exact L1 blocks: a consensus node's record of safe heads, followed entry by entry from what the
// index has of it.
//
// An entry (L1 block, L2 block) alone says only that the L2 block was derived by that L1 block or
// an earlier one. It is exact when the entry before it is known: then all blocks in between are its
// own.
#pragma once

#include "chain/source.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
/// Consecutive entries of a node's record.
struct SafeHeadRun
{
    /// The entry before the others: the newest that the index and the record share, or the first to
    /// begin with. nullopt: they share none, and what the index has is to be forgotten.
    std::optional<chain::DerivedBlock> base;
    std::vector<chain::DerivedBlock> entries;  // By ascending L1 block.

    friend bool operator==(const SafeHeadRun&, const SafeHeadRun&) = default;
};

struct FoundSafeHeads
{
    SafeHeadRun run;
    bool is_news = false;  // The index does not have all of it, or has more.
};

/// In one round of following, the record is asked at most so often.
inline constexpr size_t kMaxRecordCalls = 160;

/// Asks the record for what follows the newest entry that the index has, as far as blocks are
/// indexed and at most a few dozen entries; the next round goes on. `current_l1` is the newest L1
/// block that the node processes. Whatever the index has that is not in the record, as after a
/// reorg of L1, is left behind. nullopt when the node does not tell, or before promotion begins.
/// No view is held while the node is asked.
[[nodiscard]] storage::Result<std::optional<FoundSafeHeads>> find_safe_heads(
    storage::ViewSource& views, const ChainId& chain, chain::LabelSource& source,
    uint64_t current_l1);

/// Records the run, as far as its blocks are indexed, and the L1 blocks of invalid blocks that it
/// makes known. False when it no longer fits the index, which then stays as it is.
[[nodiscard]] storage::Result<bool> apply_safe_heads(
    storage::Step& step, const ChainId& chain, const SafeHeadRun& run);
}  // namespace interlock::server
