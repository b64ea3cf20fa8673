// The answers that show how things hang together: why a block or head is where it is, and which
// messages go between the chains. Each may read thousands of rows.
#pragma once

#include "server/api/requests.hpp"

namespace interlock::server
{
/// The bound that index.proto states, in seconds.
inline constexpr uint64_t kMaxGraphRadiusS = 3'600;

[[nodiscard]] CallResult explain(
    const ApiContext& context, const pb::ExplainRequest& request, pb::ExplainReply& reply);
[[nodiscard]] CallResult get_graph(
    const ApiContext& context, const pb::GetGraphRequest& request, pb::GetGraphReply& reply);
}  // namespace interlock::server
