// What is answered at which path: plain HTTP, without sockets.
#pragma once

#include "server/rpc/dispatcher.hpp"
#include "server/rpc/http_message.hpp"

namespace interlock::server::rpc
{
/// Any thread, with a parser of its own.
class Routes
{
public:
    struct Options
    {
        MethodContext methods;
        size_t max_batch = 0;
        std::vector<std::string> cors_origins;  // "*" is any.
        /// Why the value of a request's Authorization header opens nothing. Unset: it is not asked.
        std::function<tl::expected<void, std::string>(std::string_view authorization)> authorize;
    };
    explicit Routes(Options options);

    /// POST / is JSON-RPC; GET /healthz says that the process is up, GET /readyz whether each chain
    /// can be relied on.
    [[nodiscard]] HttpReply answer(RequestParser& parser, const HttpRequest& request) const;
    [[nodiscard]] std::vector<MethodCount> counts() const { return dispatcher_.counts(); }

    /// Why a connection does not become a WebSocket; nullopt when it may. A page of another origin
    /// may open one without asking first, so that origin must be among the allowed ones.
    [[nodiscard]] std::optional<HttpReply> refuse_upgrade(const HttpRequest& request) const;
    /// What is replied to a message over a WebSocket; empty for notifications.
    [[nodiscard]] std::string answer_call(RequestParser& parser, std::string_view message) const
    {
        return dispatcher_.answer(parser, message);
    }

private:
    [[nodiscard]] HttpReply answer_path(RequestParser& parser, const HttpRequest& request) const;
    [[nodiscard]] HttpReply answer_rpc(RequestParser& parser, const HttpRequest& request) const;
    [[nodiscard]] std::optional<HttpReply> refuse_unknown(const HttpRequest& request) const;
    [[nodiscard]] const std::string* allowed_origin(const std::string& origin) const;
    [[nodiscard]] HttpReply answer_preflight(const HttpRequest& request) const;
    [[nodiscard]] HttpReply readiness(const HttpRequest& request) const;
    void allow_origin(const HttpRequest& request, HttpReply& reply) const;

    Options options_;
    Dispatcher dispatcher_;
};

/// A reply with a sentence for people in it; the connection ends with it.
[[nodiscard]] HttpReply refusal(boost::beast::http::status status, std::string text);
}  // namespace interlock::server::rpc
