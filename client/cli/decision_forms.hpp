// Decisions on blocks in --json output; the rules of json_forms.hpp hold.
#pragma once

#include "client/cli/json_forms.hpp"

namespace interlock::client::cli
{
/// {log_index, message}: an executing message's place in its block, and what it names.
[[nodiscard]] Json executed_json(const std::optional<ExecutingLog>& log);

/// Adds `decision` ("accept", "wait", "replace") and what belongs to it: wait: reason, explanation,
/// awaited_chain_id, awaited_number, awaited_timestamp, message, since; replace: reason,
/// explanation, expected, found, message, since.
void add_decision(const BlockDecision& decision, Json& out);
void add_fault(const Replace& why, Json& out);

/// {level, chain_id, block, decision, …}
[[nodiscard]] Json pending_json(const PendingBlock& pending);
[[nodiscard]] Json pending_json(std::span<const PendingBlock> pending);
/// {claimed, claimed_head, block, failsafe, initiating_chain_id, reason, …}
[[nodiscard]] Json divergence_json(const std::optional<Divergence>& divergence);
/// [{level, block}, …]
[[nodiscard]] Json level_heads_json(std::span<const LevelHead> heads);
}  // namespace interlock::client::cli
