// Promotion of whole blocks: what one executing message of a block means for it, and what can keep
// a block from being promoted. Pure.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/verifier.md#safety
#pragma once

#include "interop/block.hpp"
#include "interop/rules.hpp"

namespace interlock
{
/// Why a block is not promoted although nothing is known to be wrong with it.
enum class WaitReason
{
    local_level,           // the chain has not come to the block at the level that ends the view
    earlier_block,         // an earlier block of the chain is not promoted
    initiating_not_seen,   // a message's chain has not been seen up to the message's time
    initiating_not_cross,  // a message's block, or the one before it, is not promoted
    before_index,          // a message's block is older than what is known
    // Of messages of the block's own time; the peer is a chain that it depends on at that time.
    peer_not_seen,   // the peer has not been seen up to the time
    peer_not_cross,  // the peer's blocks before the time are not promoted
    peer_on_cycle,   // the peer's block is on a cycle, and will be replaced
    peer_invalid,    // the peer's block is invalid, and will be replaced
    peer_waits,      // the peer's block itself waits
    halted,          // what the finalized head rests on is gone
};

/// "initiating_not_seen", … as the enumerators are spelled.
[[nodiscard]] std::string_view to_string(WaitReason reason) noexcept;

/// Whether Waiting::awaited is a time; otherwise it is a block number.
[[nodiscard]] constexpr bool awaits_time(WaitReason reason) noexcept
{
    return reason == WaitReason::initiating_not_seen || reason == WaitReason::peer_not_seen;
}

/// A block waits.
struct Waiting
{
    WaitReason reason = WaitReason::local_level;
    ChainId on;            // The chain that has to move.
    uint64_t awaited = 0;  // The time in seconds, or the block number, that it must come to.
    /// The executing message that waits, or that leads to the chain; nullopt when none does.
    std::optional<uint32_t> log_index;

    friend bool operator==(const Waiting&, const Waiting&) = default;
};

/// A block is invalid.
struct Fault
{
    Violation reason = Violation::malformed;
    uint32_t log_index = 0;  // Of the executing message that breaks the rule.

    friend bool operator==(const Fault&, const Fault&) = default;
};

/// What keeps a block from being promoted.
using Obstacle = std::variant<Waiting, Fault>;

/// Nothing is wrong with the message itself. One that was initiated earlier is also promoted there.
struct Sound
{
};
using MessageState = std::variant<Sound, Violation, Waiting>;

/// The initiating chain as far as the view goes.
struct InitiatingChain
{
    KnownChain known;
    /// The newest promoted block; nullopt when promotion has not begun.
    std::optional<uint64_t> verified_number;
};

/// Whether the message is one of those that are decided together with others of their time.
[[nodiscard]] constexpr bool is_same_time(const ExecutingLog& log, uint64_t timestamp_s) noexcept
{
    return !log.malformed && log.message.id.at.timestamp_s == timestamp_s;
}

/// Rules 1 to 4 for an executing message that stands in a block.
[[nodiscard]] std::optional<Violation> check_executing(
    const DependencySet& set, const ExecutionTime& execution, const ExecutingLog& log) noexcept;

/// Rule 5 and the promotion of the initiating block. A log that is missing or another one is final
/// only when the block before it is promoted: below that, the chain may yet be derived anew.
/// Precondition: check_executing found nothing, and `chain` is the initiating one.
[[nodiscard]] MessageState judge_executing(
    const InitiatingChain& chain, const ExecutionTime& execution, const ExecutingLog& log);
}  // namespace interlock
