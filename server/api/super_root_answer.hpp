// The answer on super roots.
#pragma once

#include "server/api/requests.hpp"
#include "server/query/super_root.hpp"

namespace interlock::server
{
/// Reads a few dozen rows a chain.
[[nodiscard]] CallResult get_super_root(const ApiContext& context,
    const pb::GetSuperRootRequest& request, pb::GetSuperRootReply& reply);
}  // namespace interlock::server
