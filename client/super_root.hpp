// A super root and what it is made of. Plain values.
#pragma once

#include <optional>

#include "interop/block.hpp"
#include "interop/roots.hpp"

namespace interlock::client
{
/// A chain's block at the time; where that replaced an invalid block, the invalid block.
struct OptimisticOutput
{
    ChainId chain_id;
    BlockSeal block;
    OutputV0 output;
    Hash32 output_root;
    BlockId required_l1;  // By which exactly it was derived.
};

struct VerifiedSuperRoot
{
    SuperV1 super;
    Hash32 super_root;
    /// The highest L1 block by which one of the chains' blocks, or one that they replaced, was
    /// derived.
    BlockId required_l1;
};

struct SuperRoot
{
    uint64_t timestamp_s = 0;
    /// Every L1 block strictly below it has been processed on all chains.
    BlockId current_l1;
    uint64_t safe_timestamp_s = 0;  // The earliest head of all chains; so the next two.
    uint64_t local_safe_timestamp_s = 0;
    uint64_t finalized_timestamp_s = 0;
    std::vector<ChainId> chain_ids;            // Ascending.
    std::vector<OptimisticOutput> optimistic;  // By ascending chain id.
    std::optional<VerifiedSuperRoot> data;     // Absent while it is not verified.
};
}  // namespace interlock::client
