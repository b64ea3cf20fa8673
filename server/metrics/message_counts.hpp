// What became of executing messages, by the pair of chains that they are between. Values.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "interop/chain_id.hpp"
#include "interop/rules.hpp"

namespace interlock::server
{
/// What is known of a message now; the first three are verdicts.
enum class MessageState : uint8_t
{
    valid,
    invalid,
    not_yet,      // its verdict waits for a chain
    cannot_tell,  // it never had a verdict: something that it takes cannot be relied on
};

inline constexpr std::array kMessageStates{
    MessageState::valid, MessageState::invalid, MessageState::not_yet, MessageState::cannot_tell};
inline constexpr size_t kVerdicts = 3;

/// "valid", "invalid", "not_yet" or "cannot_tell".
[[nodiscard]] std::string_view to_string(MessageState state) noexcept;

struct MessagePairCounts
{
    /// nullopt: none of the dependency set, or one of more pairs than are told apart.
    std::optional<ChainId> initiating;
    ChainId executing;
    /// Of blocks that are not final, by MessageState.
    std::array<uint64_t, kMessageStates.size()> now{};
    // Since start:
    uint64_t seen = 0;
    uint64_t expired = 0;    // Found invalid, because of the expiry window.
    uint64_t finalized = 0;  // Their block became final.
    uint64_t dropped = 0;    // Their block was taken back.
    /// Whose verdict became another one, by the former and the new one.
    std::array<std::array<uint64_t, kVerdicts>, kVerdicts> changed{};
};

/// How far a chain has been looked through.
struct MessageScan
{
    ChainId chain_id;
    uint64_t blocks_behind = 0;   // Indexed blocks that are still to be looked at.
    uint64_t blocks_skipped = 0;  // Since start: final before they were looked at.
};

struct MessageCounts
{
    std::vector<MessagePairCounts> pairs;
    /// How often a message was found invalid, by Violation.
    std::array<uint64_t, static_cast<size_t>(Violation::cycle) + 1> invalid{};
    std::vector<MessageScan> scans;
};
}  // namespace interlock::server
