// What the service decides on whole blocks. Plain values.
#pragma once

#include <vector>

#include "client/verdicts.hpp"

namespace interlock::client
{
/// What an executing message names; nullopt when its event is malformed.
[[nodiscard]] inline std::optional<Message> message_of(const ExecutingLog& log)
{
    return log.malformed ? std::nullopt : std::optional{log.message};
}

/// The block has reached the level: it may be built on.
struct Accept
{
};

/// Nothing is known to be wrong with the block, but it has not reached the level.
struct Wait
{
    pb::WaitReason reason = pb::WAIT_REASON_UNSPECIFIED;
    std::string explanation;
    std::optional<ChainId> chain_id;      // The chain it waits for.
    uint64_t number = 0;                  // Only where `names_block(reason)`.
    uint64_t timestamp_s = 0;             // Only where `names_time(reason)`.
    std::optional<ExecutingLog> message;  // The one that waits or leads to the other chain.
    uint64_t since_s = 0;                 // Zero when not known.
};

/// Whether a wait for this reason says which block of the other chain is awaited.
[[nodiscard]] bool names_block(pb::WaitReason reason) noexcept;
/// Whether it says up to which time the other chain must be seen.
[[nodiscard]] bool names_time(pb::WaitReason reason) noexcept;

/// The block is invalid: it must be replaced by one that holds only its deposits.
struct Replace
{
    Invalid fault;
    std::optional<ExecutingLog> message;  // The one that breaks the rule.
    uint64_t since_s = 0;                 // Zero when not known.
};

using BlockDecision = std::variant<Accept, Wait, Replace>;

/// A block on its way to a cross level.
struct PendingBlock
{
    SafetyLevel level = SafetyLevel::cross_unsafe;
    ChainId chain_id;
    BlockSeal block;
    BlockDecision decision;
};

/// A node calls a block safe or final that is invalid by our rules.
struct Divergence
{
    SafetyLevel claimed = SafetyLevel::safe;  // What the node calls it.
    BlockId claimed_head;                     // The node's head at that level.
    BlockSeal block;                          // The invalid block at or below it.
    Replace why;
    bool failsafe = false;  // Whether checks between the two chains are refused because of it.
    std::optional<ChainId> initiating_chain_id;  // The other chain of the pair.
};

/// The decision on one block.
struct BlockCheck
{
    BlockSeal block;
    BlockDecision decision;
    /// False for a block, asked for by its hash, that the chain no longer has.
    bool canonical = true;
    std::optional<BlockId> replaced_by;  // Only when it is not canonical, and known.
};

/// A head as far as there is one.
struct LevelHead
{
    SafetyLevel level = SafetyLevel::unsafe;
    std::optional<BlockSeal> block;
};

/// Why a block, or the block after a head, is where it is.
struct Explanation
{
    std::vector<LevelHead> heads;  // Of the chain, from the same view.
    /// The block asked about, then each block that the one before waits for, down to the root.
    /// Empty when a head waits for nothing.
    std::vector<PendingBlock> steps;
    std::string explanation;  // For a head without steps: why, or who decides it.
    bool canonical = true;    // As in BlockCheck.
};
}  // namespace interlock::client
