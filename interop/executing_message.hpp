// Recognising the ExecutingMessage event of the CrossL2Inbox among a block's logs.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/predeploys.md#executingmessage-event
#pragma once

#include <string>
#include <variant>

#include "interop/message.hpp"

namespace interlock
{
/// 0x4200000000000000000000000000000000000022
extern const Address kCrossL2Inbox;
/// keccak256("ExecutingMessage(bytes32,(address,uint256,uint256,uint256,uint256))")
extern const Hash32 kExecutingMessageTopic;

/// A log like any other.
struct NotExecuting
{
};

/// The inbox's event with the right topic but a shape its contract cannot emit; worth a loud
/// report. What it does follows the proof. A number beyond its type makes the message, and so its
/// block, invalid (`invalidates_block`). Data that is too long, or padding before the origin, the
/// proof ignores, and enforces the message that is left (`as_proof_reads_it`). Anything else leaves
/// an ordinary log.
struct MalformedExecuting
{
    bool invalidates_block = false;
    std::string what;  // e.g. "data is 159 bytes, expected 160"
    std::optional<Message> as_proof_reads_it = std::nullopt;
};

using ExecutingEvent = std::variant<NotExecuting, Message, MalformedExecuting>;

[[nodiscard]] ExecutingEvent decode_executing_message(const eth::Log& log);
}  // namespace interlock
