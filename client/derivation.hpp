// What a derivation pipeline needs to know of a block. Plain values.
#pragma once

#include "client/answers.hpp"

namespace interlock::client
{
/// An executing message and the block that it names.
struct ResolvedMessage
{
    ExecutingLog executing;
    std::optional<BlockSeal> initiating_block;  // When it is indexed at the message's time.
    std::vector<SafetyLevel> levels;            // That it has reached, ascending.
    std::optional<BlockId> required_l1;         // As DerivationInput's, of the initiating block.
    Answer answer;
};

struct DerivationInput
{
    BlockSeal block;
    BlockDecision decision;
    std::vector<ResolvedMessage> messages;  // By log index.
    std::optional<BlockId> derived_from;    // Its L1 block, when known.
    /// The L1 block that must be final for this block to be so, when known.
    std::optional<BlockId> required_l1;
};
}  // namespace interlock::client
