// The L1 block that a block needs: the highest among its own, its parent's, and its messages'.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/verifier.md#safety
#pragma once

#include <map>

#include "server/safety/front.hpp"

namespace interlock::server
{
/// The higher one; what is unknown stays so.
[[nodiscard]] storage::RequiredL1 higher(
    const storage::RequiredL1& a, const storage::RequiredL1& b) noexcept;

/// What the block and all before it need. nullopt when nothing that is not final is known of it: it
/// is at or before the chain's anchor.
[[nodiscard]] storage::Result<std::optional<storage::RequiredL1>> required_l1(
    const storage::View& view, const ChainId& chain, uint64_t number);

/// A block of a chain in the dependency set.
struct BlockPlace
{
    Place place = 0;
    uint64_t number = 0;
};

/// Records what the block's messages need: `named` is the highest block that they name on each
/// chain.
[[nodiscard]] storage::Result<void> record_messages_l1(storage::Step& step, const Fronts& fronts,
    const BlockPlace& block, const std::map<Place, uint64_t>& named);
}  // namespace interlock::server
