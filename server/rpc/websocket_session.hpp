// One connection that a client has made a WebSocket of: a message is a request, its answer another.
// https://www.rfc-editor.org/rfc/rfc6455
#pragma once

#include "server/rpc/session_context.hpp"

namespace interlock::server::rpc
{
/// Serves it until it ends; `upgrade` is the request that asked for it. `Stream` is a TCP stream,
/// or TLS over one. The same bounds hold as for HTTP, and a connection on which nothing is asked
/// for the idle time is closed.
template <typename Stream>
boost::asio::awaitable<void> serve_websocket(
    Stream& stream, const SessionContext& context, HttpRequest upgrade);
}  // namespace interlock::server::rpc
