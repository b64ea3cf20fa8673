// How far all chains have been derived and verified: the part of an answer about super roots that
// does not depend on a timestamp.
#pragma once

#include "server/query/judge.hpp"

namespace interlock::server
{
/// A chain, as far as it has come.
struct ChainSync
{
    ChainConfig config;
    /// Every L1 block strictly below it has been processed: what was derived from those blocks is
    /// local-safe here, and verified where that can be.
    BlockId current_l1;
    BlockSeal unsafe;
    BlockSeal local_safe;
    BlockSeal safe;
    BlockSeal finalized;

    /// From here on everything is verified here; nothing exact is known of the block and of those
    /// before it.
    BlockId anchor;
    /// Whether the index has come to what the node calls local-safe.
    bool has_all = false;
    /// Whether the recorded L1 blocks are those of the node's record of safe heads.
    bool confirms_l1 = false;
    /// A local-safe block that the chain has to replace.
    std::optional<BlockId> invalid{};
};

struct SyncState
{
    /// The lowest of all chains.
    BlockId current_l1;
    uint64_t safe_timestamp_s = 0;  // The earliest head of all chains; so the next two.
    uint64_t local_safe_timestamp_s = 0;
    uint64_t finalized_timestamp_s = 0;
    std::vector<ChainSync> chains;  // By ascending id.
};

/// Cannot tell when it is not known of a chain (no_source: no node of it tells the L1 block that it
/// processes), while it is not ready or is being reorged, and when chains follow different L1
/// chains. `circumstances` were taken before the view was opened.
[[nodiscard]] Told<SyncState> sync_state(
    const storage::View& view, const DependencySet& set, const Circumstances& circumstances);

/// Finds L1 blocks of one number that differ: then chains follow different L1 chains.
class L1Agreement
{
public:
    /// Cannot tell when the block differs from one seen before; `chain` is of whom it was told.
    [[nodiscard]] Told<void> see(const ChainId& chain, const BlockId& l1);

private:
    struct Seen
    {
        ChainId chain_id;
        Hash32 hash;
    };
    std::map<uint64_t, Seen> seen_;
};
}  // namespace interlock::server
