// How blocks, messages and verdicts look to people. Pure.
#pragma once

#include <span>

#include "client/answers.hpp"
#include "client/cli/table.hpp"

namespace interlock::client::cli
{
/// What rendering needs to know besides the answer itself.
struct View
{
    bool colour = false;
    uint64_t now_s = 0;
    const Chains& chains;  // For the names; must outlive the view.
};

/// The first and last four bytes: "0x8f3c2a91…00b1d2c3".
[[nodiscard]] std::string short_hash(const Hash32& hash);
/// "2026-11-22 08:52:29 UTC, 12s ago".
[[nodiscard]] std::string moment(uint64_t unix_s, uint64_t now_s);
/// "1024 0x8f3c2a91…00b1d2c3, 2026-11-22 08:52:29 UTC, 12s ago".
[[nodiscard]] std::string block_line(const BlockSeal& seal, const View& view);
/// "op-a (901) block 12 log 3".
[[nodiscard]] std::string position_label(const LogPosition& at, const View& view);
/// "unsafe, local-safe", or "none".
[[nodiscard]] std::string levels_text(std::span<const SafetyLevel> levels);

/// "VALID", "INVALID", "NOT YET" or "CANNOT TELL", in its colour.
[[nodiscard]] Cell verdict_cell(const Answer& answer);
/// The reason with its explanation, "no_such_log: the block has 2 logs"; empty when valid.
[[nodiscard]] std::string reason_text(const Answer& answer);
[[nodiscard]] std::string reason_text(const Invalid& why);
[[nodiscard]] std::string reason_text(std::string name, std::string_view explanation);

/// Two columns, what and its value, indented.
[[nodiscard]] Table details_table();
/// Left out when there is no value, which must be printable.
void add_detail(Table& table, std::string what, std::string value);
void add_details(const Invalid& why, Table& table);
struct WaitDetails
{
    std::string reason;
    std::string_view explanation;  // Empty when `waits_for` says it all.
    std::string waits_for;         // In our words; empty when we have none.
};
void add_wait(Table& table, WaitDetails details);
/// Everything an answer says besides the verdict itself, for a table of details.
void add_details(const Answer& answer, const View& view, Table& table);
}  // namespace interlock::client::cli
