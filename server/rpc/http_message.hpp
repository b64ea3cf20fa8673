// Whole requests and replies, as the door takes and gives them.
#pragma once

#include <boost/beast/http.hpp>
#include <string>
#include <string_view>

namespace interlock::server::rpc
{
using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;
using HttpReply = boost::beast::http::response<boost::beast::http::string_body>;

/// The reply that keeps the connection as the request wants it.
[[nodiscard]] HttpReply reply_to(const HttpRequest& request, boost::beast::http::status code,
    const std::string& type, std::string body);

/// One sentence for people.
[[nodiscard]] HttpReply text_reply(
    const HttpRequest& request, boost::beast::http::status code, const std::string& text);

/// For a path at which only `right` is answered.
[[nodiscard]] HttpReply wrong_verb(const HttpRequest& request, const char* right);

/// The reply as it goes over the wire.
[[nodiscard]] std::string text_of(const HttpReply& reply);

/// The target without its query.
[[nodiscard]] std::string_view path_of(const HttpRequest& request);
}  // namespace interlock::server::rpc
