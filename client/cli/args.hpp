// Arguments as people write them. Pure; errors say what would be right.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "client/block_ref.hpp"
#include "interop/chain_id.hpp"
#include "interop/safety_level.hpp"

namespace interlock::client::cli
{
template <typename T>
using Parsed = tl::expected<T, std::string>;

/// Decimal or "0x…"; no signs, blanks or leading zeros ("010" would be a trap).
[[nodiscard]] Parsed<uint64_t> parse_number(std::string_view text);
[[nodiscard]] Parsed<uint32_t> parse_log_index(std::string_view text);
/// Above zero.
[[nodiscard]] Parsed<uint32_t> parse_count(std::string_view text);
[[nodiscard]] Parsed<Address> parse_address(std::string_view text);
[[nodiscard]] Parsed<Hash32> parse_hash(std::string_view text);
[[nodiscard]] Parsed<Bytes> parse_payload(std::string_view text);
[[nodiscard]] Parsed<SafetyLevel> parse_level(std::string_view text);
/// Of the levels only those that whole blocks are decided at: cross-unsafe and safe.
[[nodiscard]] Parsed<SafetyLevel> parse_cross_level(std::string_view text);
/// A number or a hash.
[[nodiscard]] Parsed<BlockRef> parse_block(std::string_view text);
/// Seconds, with up to three decimals: "5", "0.25". Above zero, at most a day.
[[nodiscard]] Parsed<std::chrono::milliseconds> parse_deadline(std::string_view text);
/// "host:port", "[::1]:port".
[[nodiscard]] Parsed<std::string> parse_server(std::string_view text);
}  // namespace interlock::client::cli
