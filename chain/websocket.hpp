// One WebSocket connection, used without callbacks and bounded in time and size. For one thread at
// a time.
#pragma once

#include <memory>
#include <string>

#include "chain/new_heads.hpp"

namespace interlock::chain
{
class WebSocket
{
public:
    WebSocket(const Endpoint& endpoint, const SubscriptionLimits& limits);
    ~WebSocket();
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;

    using Deadline = std::chrono::steady_clock::time_point;

    // An error names the endpoint by its display name only. After one the connection is of no more
    // use.

    [[nodiscard]] Result<void> connect();
    [[nodiscard]] Result<void> send(std::string text, Deadline deadline);
    /// The next message.
    [[nodiscard]] Result<std::string> receive(Deadline deadline);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};
}  // namespace interlock::chain
