// What is indexed of one block, and of one log.
#pragma once

#include "server/api/requests.hpp"

namespace interlock::server
{
[[nodiscard]] CallResult get_block(
    const ApiContext& context, const pb::GetBlockRequest& request, pb::GetBlockReply& reply);
[[nodiscard]] CallResult get_message(
    const ApiContext& context, const pb::GetMessageRequest& request, pb::GetMessageReply& reply);

/// An executing message with the decision on it at level unsafe.
void put_executing(const ApiContext& context, const OpenIndex& open,
    const storage::ExecutingRecord& record, pb::ExecutingLog& out);
/// The same where it has been judged already.
void put_executing(
    const storage::ExecutingRecord& record, const Answer& answer, pb::ExecutingLog& out);
}  // namespace interlock::server
