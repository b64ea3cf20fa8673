// How soon the service answers about new blocks.
#pragma once

#include "client/client.hpp"
#include "tests/bench/follow/nodes.hpp"

namespace interlock::bench
{
/// Whether the chain's node announces its blocks over WebSocket; others are only polled.
[[nodiscard]] bool has_subscription(size_t chain);

/// The chains grow meanwhile. A block is answerable when a check of a message in it says that it is
/// valid.
void measure_tip(const NodesOptions& options, Nodes& nodes, const client::Client& client,
    std::chrono::seconds time);
}  // namespace interlock::bench
