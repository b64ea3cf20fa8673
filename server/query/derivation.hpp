// What a derivation pipeline needs to know of a block: the decision on it, what each of its
// messages resolves to, and on which L1 blocks all of that rests.
#pragma once

#include "server/query/block_decision.hpp"

namespace interlock::server
{
struct ResolvedMessage
{
    ExecutingLog log;
    std::optional<BlockSeal> initiating;  // The block of the named number and time, when indexed.
    std::vector<SafetyLevel> levels;      // That it has reached, ascending.
    std::optional<BlockId> required_l1;   // As DerivationInput::required_l1, of that block.
    Answer answer;
};

struct DerivationInput
{
    BlockSeal block;
    BlockDecision decision;
    std::vector<ResolvedMessage> messages;  // By log index.
    /// By which L1 block it had been derived; nullopt when it is not local-safe, or nobody told.
    std::optional<BlockId> derived_from;
    /// The highest L1 block among its own, its parent's and its messages'. Settled, and told, only
    /// once the block is promoted among the local-safe ones: before that, which blocks its messages
    /// rest on can still change. nullopt also for what was final when the index began.
    std::optional<BlockId> required_l1;
};

/// nullopt when the block is not indexed. Not ready when the decision rests on a chain that is not.
[[nodiscard]] Told<std::optional<DerivationInput>> derivation_input(const CrossIndex& at,
    const Judge& judge, const Circumstances& circumstances, const ChainId& chain, uint64_t number);
}  // namespace interlock::server
