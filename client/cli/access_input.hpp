// Access-list entries from the command line or standard input.
#pragma once

#include <istream>
#include <span>
#include <vector>

#include "client/cli/args.hpp"

namespace interlock::client::cli
{
/// Most bytes read from standard input: several times what the largest allowed list takes.
inline constexpr size_t kMaxInputBytes = 1 << 20;

/// From text: entries apart by commas or white space; or a JSON array of entries; or a
/// transaction's access list as JSON, `[{"address": …, "storageKeys": […]}, …]`, of which the
/// CrossL2Inbox's keys are taken.
[[nodiscard]] Parsed<std::vector<Hash32>> parse_entries(std::string_view text);

/// From the values of --access-list, joined in order; "-" alone reads `in`.
[[nodiscard]] Parsed<std::vector<Hash32>> read_entries(
    std::span<const std::string> values, std::istream& in);

/// Those that a signed transaction of the executing chain announces, from the value of
/// --transaction; "-" reads `in`.
[[nodiscard]] Parsed<std::vector<Hash32>> read_transaction(
    const std::string& value, const ChainId& executing, std::istream& in);
}  // namespace interlock::client::cli
