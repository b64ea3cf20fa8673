// Answers as the page takes them: numbers as numbers, hashes as 0x…, chain ids in decimal as text,
// times in unix seconds, enumerators by their names in lower case. Pure.
#pragma once

#include "interlock/v1/index.pb.h"
#include "server/rpc/shapes.hpp"

namespace interlock::server
{
namespace pb = ::interlock::v1;
using rpc::Json;

/// `now_s` is the service's time, so that the page need not trust its own.
[[nodiscard]] Json status_json(const pb::GetStatusReply& status, double now_s);
[[nodiscard]] Json messages_json(const pb::ListMessagesReply& list);
[[nodiscard]] Json message_json(const std::string& chain, const pb::GetMessageReply& message);

[[nodiscard]] Json transaction_json(const pb::FindTransactionReply& reply);
/// What a message of the messenger says; numbers beyond 64 bits in decimal as text.
[[nodiscard]] Json messenger_json(const pb::MessengerMessage& message);
/// [{"chain": "901", "why": a sentence}]
[[nodiscard]] Json unasked_json(const google::protobuf::RepeatedPtrField<pb::UnaskedChain>& chains);

/// "payload_mismatch" of INVALID_REASON_PAYLOAD_MISMATCH.
[[nodiscard]] std::string short_name(const std::string& enumerator, std::string_view prefix);
[[nodiscard]] std::string chain_text(const std::string& bytes);
[[nodiscard]] std::string hex_text(const std::string& bytes);
[[nodiscard]] Json block_json(const pb::BlockSeal& block);
/// ["unsafe", "cross_unsafe"]
[[nodiscard]] Json levels_json(const google::protobuf::RepeatedField<int>& levels);
/// `time_s` is of the executing block, where it is known.
[[nodiscard]] Json executing_json(
    const pb::ExecutingLog& executing, std::optional<uint64_t> time_s = std::nullopt);
/// A block, and the decision on it at a level.
[[nodiscard]] Json step_json(const pb::PendingBlock& step);
}  // namespace interlock::server
