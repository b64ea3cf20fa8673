// The form of JSON-RPC replies, and what a node's errors mean. Pure; any thread.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "chain/source.hpp"

namespace interlock::chain
{
struct RpcErrorJson
{
    int64_t code = 0;
    std::string message;
};

/// One reply. `result` points into the parsed text.
struct RpcReplyJson
{
    std::optional<uint64_t> id;  // Absent when it is null or not a number of ours.
    std::optional<std::string_view> result;
    std::optional<RpcErrorJson> error;
};

struct RpcReplies
{
    bool is_batch = false;  // An array, even one of a single reply.
    std::vector<RpcReplyJson> replies;
};

/// Parses a whole reply; the error says what is wrong with it.
[[nodiscard]] tl::expected<RpcReplies, std::string> parse_replies(
    simdjson::ondemand::parser& parser, simdjson::padded_string_view body);

/// What the caller can do about a JSON-RPC error.
[[nodiscard]] ErrorKind kind_of(const RpcErrorJson& error);

/// Text from a node in a form fit for a log line: one line, bounded.
[[nodiscard]] std::string printable(std::string text);
}  // namespace interlock::chain
