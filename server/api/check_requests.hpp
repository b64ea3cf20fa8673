// Requests to check messages before they are included, and the answers on lists of them.
#pragma once

#include "server/api/call.hpp"
#include "server/api/requests.hpp"
#include "server/query/access_check.hpp"

namespace interlock::server
{
/// Where and when messages are executed. The error names the field.
[[nodiscard]] tl::expected<Execution, std::string> execution_from(
    const pb::ExecutingDescriptor& executing, pb::SafetyLevel min_safety);

/// What a CheckAccessListRequest asks.
struct ListCheck
{
    std::vector<MessageAccess> accesses;
    ListExecution execution;
};
[[nodiscard]] tl::expected<ListCheck, std::string> list_check_from(
    const pb::CheckAccessListRequest& request);

[[nodiscard]] CallResult answer_access_list(const ApiContext& context,
    const pb::CheckAccessListRequest& request, pb::CheckAccessListReply& reply);

/// The bound that supervisor.proto states.
inline constexpr int kMaxStreamedChecks = 1'000;

/// All checks of one request of a stream, in one view.
[[nodiscard]] pb::CheckStreamReply answer_streamed(
    const ApiContext& context, const pb::CheckStreamRequest& request);

/// The same when there is no time for it.
[[nodiscard]] pb::CheckStreamReply refuse_streamed(uint64_t id, const CallFailure& why);
}  // namespace interlock::server
