// Decisions on blocks, and what is told beside them, as messages of interlock.v1. Pure.
#pragma once

#include "server/api/translate.hpp"
#include "server/query/block_check.hpp"
#include "server/query/derivation.hpp"
#include "server/query/explanation.hpp"
#include "server/query/graph.hpp"

namespace interlock::server
{
[[nodiscard]] pb::WaitReason to_proto(WaitReason reason) noexcept;
[[nodiscard]] pb::Replace to_proto(const Replace& replace);
[[nodiscard]] pb::BlockDecision to_proto(const BlockDecision& decision, CrossView view);
[[nodiscard]] pb::PendingBlock to_proto(const ExplainedStep& step, CrossView view);
[[nodiscard]] pb::DerivationInput to_proto(const DerivationInput& input, CrossView view);
[[nodiscard]] pb::GraphBlock to_proto(const GraphBlock& block);
[[nodiscard]] pb::GraphMessage to_proto(const GraphMessage& message);
}  // namespace interlock::server
