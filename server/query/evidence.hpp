// What a fault that promotion found rests on, looked up again so that it can be shown.
#pragma once

#include "server/query/answer.hpp"
#include "server/query/cross_index.hpp"

namespace interlock::server
{
/// A message that makes its block invalid.
struct BlockFault
{
    ExecutionTime execution;  // The block's chain and time.
    Violation reason = Violation::malformed;
    ExecutingLog log;
};

/// What was expected and what there is. Both are empty where there is nothing to show, also when
/// the index has changed so that the rule would not be broken in that way now.
[[nodiscard]] storage::Result<Invalid> evidence_of(const CrossIndex& at, const BlockFault& fault);
}  // namespace interlock::server
