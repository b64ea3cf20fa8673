// The worst that can be: a chain's own node calls a block safe or final that is invalid here.
#pragma once

#include "storage/store.hpp"

namespace interlock::server
{
struct Divergence
{
    ChainId chain_id;
    storage::ClaimedLevel claimed = storage::ClaimedLevel::safe;  // `safe` or `finalized`.
    BlockId claimed_head;                                         // At or above `block`.
    storage::PendingBlock block;                                  // The invalid one.
    ExecutingLog log;                                             // The message that makes it so.

    /// The chain on whose word the block is invalid: with `chain_id`, the pair that is in doubt.
    [[nodiscard]] const ChainId& initiating_chain() const { return log.message.id.at.chain_id; }

    friend bool operator==(const Divergence&, const Divergence&) = default;
};

/// nullopt when the chain's nodes have not passed an invalid block. A claim counts only when the
/// claimed head is on the indexed chain.
[[nodiscard]] storage::Result<std::optional<Divergence>> find_divergence(
    const storage::View& view, const ChainId& chain);
}  // namespace interlock::server
