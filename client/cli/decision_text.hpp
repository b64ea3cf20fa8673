// How decisions on blocks look to people. Pure.
#pragma once

#include "client/cli/render.hpp"

namespace interlock::client::cli
{
/// "op-a (901) block 12".
[[nodiscard]] std::string block_label(const ChainId& chain, uint64_t number, const View& view);
/// What an executing message names: "op-a (901) block 12 log 3", or "malformed event".
[[nodiscard]] std::string named_text(const std::optional<Message>& message, const View& view);
/// "log 3 executes op-a (901) block 12 log 3".
[[nodiscard]] std::string executed_text(const ExecutingLog& log, const View& view);

/// "ACCEPTED", "INVALID" or "WAITS", in its colour.
[[nodiscard]] Cell decision_cell(const BlockDecision& decision);
/// What must happen before a block can reach `level`: "op-a (901) block 12 to reach safe". Empty
/// for a reason that this client does not know.
[[nodiscard]] std::string awaited_text(const Wait& wait, SafetyLevel level, const View& view);
/// The decision in one line: "WAITS for op-a (901) block 12 to reach safe, since 12s".
[[nodiscard]] std::string decision_line(
    const BlockDecision& decision, SafetyLevel level, const View& view);

/// Everything a decision says besides itself, for a table of details.
void add_details(const BlockDecision& decision, SafetyLevel level, const View& view, Table& table);
void add_details(const Replace& why, const View& view, Table& table);
}  // namespace interlock::client::cli
