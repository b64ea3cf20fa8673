// What else is served at the door: to be read, by people.
#pragma once

#include "server/rpc/http_message.hpp"

namespace interlock::server::rpc
{
/// Thread-safe.
class Pages
{
public:
    virtual ~Pages() = default;
    /// Whether the request is for one of them; answered from what it says alone.
    [[nodiscard]] virtual bool serve(const HttpRequest& request) const = 0;
    /// The reply to such a request. It may take its time: calls are not answered by the same
    /// thread.
    [[nodiscard]] virtual HttpReply answer(const HttpRequest& request) = 0;
};
}  // namespace interlock::server::rpc
