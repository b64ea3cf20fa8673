// What a node sends over a subscription: a reply or an announcement. Pure; any thread.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace interlock::chain
{
/// The subscription that a message announces something of (eth_subscription), as JSON text; nothing
/// when the message is another one. The error says why it is no message at all.
/// https://geth.ethereum.org/docs/interacting-with-geth/rpc/pubsub
[[nodiscard]] tl::expected<std::optional<std::string>, std::string> parse_announcement(
    simdjson::ondemand::parser& parser, simdjson::padded_string_view message);
}  // namespace interlock::chain
