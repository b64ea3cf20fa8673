// Super roots at a timestamp, as op-proposer, op-challenger and op-dispute-mon take them. A pure
// function of one view of the index: whatever it cannot answer exactly it refuses.
//
// `superroot_atTimestamp` is SuperRootAt as it stands, `supernode_syncStatus` is sync_state alone,
// and of `supervisor_superRootAtTimestamp` crossSafeDerivedFrom is VerifiedSuper::required_l1,
// `canonical` an output root of `data`, and `pending` encode_output of an optimistic output.
#pragma once

#include "interop/roots.hpp"
#include "server/query/sync_state.hpp"

namespace interlock::server
{
/// A chain's output before anything of it was found invalid.
struct OptimisticOutput
{
    ChainId chain_id;
    /// The block at the timestamp, or the one that it replaced.
    BlockSeal block;
    OutputV0 output;
    Hash32 output_root;
    /// The L1 block by which exactly it was derived.
    BlockId required_l1;
};

struct VerifiedSuper
{
    SuperV1 super;
    Hash32 super_root;
    /// The highest L1 block by which one of the chains' blocks, or one that they replaced, was
    /// derived.
    BlockId required_l1;
};

struct SuperRootAt
{
    uint64_t timestamp_s = 0;
    SyncState sync;
    /// By ascending chain id. A chain is left out only when it has no block at the timestamp that
    /// was derived from L1 blocks below sync.current_l1.
    std::vector<OptimisticOutput> optimistic;
    /// Absent while the blocks of some chain are not cross-safe up to the timestamp. At a time when
    /// messaging is active on no chain, made of the optimistic outputs.
    std::optional<VerifiedSuper> data;
};

/// The block of a chain at T is the last one with T - block time < its time <= T. Of those at or
/// before the block from which on the chain is verified here nothing can be told: before_index.
/// no_source: a node keeps no record of safe heads. not_ready: whatever heals by waiting.
///
/// A block has replaced another when both have the same parent and were derived by the same L1
/// block: derivation gives one block there, unless that one was invalid. A block with nothing but
/// deposits may have replaced one that was never seen here, unless it came before it was
/// local-safe.
[[nodiscard]] Told<SuperRootAt> super_root_at(const storage::View& view, const DependencySet& set,
    const Circumstances& circumstances, uint64_t timestamp_s);
}  // namespace interlock::server
