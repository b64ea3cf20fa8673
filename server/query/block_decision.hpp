// The decision on a whole block: it may be built on, must be waited with, or must be replaced.
#pragma once

#include "server/query/cross_index.hpp"
#include "server/query/judge.hpp"

namespace interlock::server
{
/// It has reached the level.
struct Accept
{
};

struct Wait
{
    Waiting waiting;
    std::optional<ExecutingLog> log;  // The message that waits, or that leads to the other chain.
    uint64_t since_s = 0;             // Zero when not known.
};

struct Replace
{
    Invalid why;
    ExecutingLog log;  // The message that breaks the rule.
    uint64_t since_s = 0;
};

using BlockDecision = std::variant<Accept, Wait, Replace>;

/// The decision on an indexed block. Not ready when the chain has no head at the level yet.
[[nodiscard]] Told<BlockDecision> decide_block(
    const CrossIndex& at, const ChainId& chain, uint64_t number);

/// Whether the chains that a decision rests on are ready: the block's own, and for a block that
/// must be replaced also the one on whose word.
[[nodiscard]] Told<void> check_reliable(const storage::View& view, const NotReadyChains& not_ready,
    const storage::SafetyView::Place& block, const BlockDecision& decision);

/// The block after the chain's promoted one.
struct DecidedBlock
{
    BlockSeal block;
    BlockDecision decision;  // Never Accept.
};
/// What keeps the chain's head, in the words of the engine; nullopt when nothing does.
[[nodiscard]] storage::Result<std::optional<DecidedBlock>> pending_block(
    const CrossIndex& at, const ChainId& chain);

/// A block that was found invalid, now or long ago.
struct InvalidBlock
{
    ChainId chain_id;
    BlockSeal block;
    Fault fault;
    ExecutingLog log;
    uint64_t since_s = 0;
};
/// With the evidence, as far as that is still there.
[[nodiscard]] storage::Result<Replace> replace_for(
    const CrossIndex& at, const InvalidBlock& invalid);

/// One sentence for people.
[[nodiscard]] std::string explain(const Waiting& waiting, CrossView view);
}  // namespace interlock::server
