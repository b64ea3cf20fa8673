// Announcements of a node's new blocks over WebSocket (eth_subscribe, newHeads).
#pragma once

#include <memory>

#include "chain/endpoint.hpp"
#include "chain/source.hpp"

namespace interlock::chain
{
struct SubscriptionLimits
{
    RequestLimits request;  // Of connecting and subscribing; the size of a reply is not used.
    /// A connection on which nothing has come for so long, not even the answer to a ping, is dead.
    /// One that broke the protocol has half of it to take leave.
    std::chrono::milliseconds silence{30'000};
    /// Longer messages end the connection. An announcement has about 1,500 bytes.
    size_t max_message_bytes = size_t{64} << 10U;
};

/// Precondition: an endpoint of Endpoint::parse_websocket.
[[nodiscard]] std::unique_ptr<HeadSource> make_new_heads(
    Endpoint endpoint, SubscriptionLimits limits);
}  // namespace interlock::chain
