#include "server/rpc/http_message.hpp"

namespace interlock::server::rpc
{
namespace http = boost::beast::http;

HttpReply reply_to(
    const HttpRequest& request, http::status code, const std::string& type, std::string body)
{
    HttpReply out{code, request.version()};
    out.set(http::field::content_type, type);
    out.keep_alive(request.keep_alive());
    out.body() = std::move(body);
    out.prepare_payload();
    return out;
}

HttpReply text_reply(const HttpRequest& request, http::status code, const std::string& text)
{
    return reply_to(request, code, "text/plain; charset=utf-8", text + '\n');
}

HttpReply wrong_verb(const HttpRequest& request, const char* right)
{
    auto out = text_reply(request, http::status::method_not_allowed,
        std::string{"only "} + right + " is served here");
    out.set(http::field::allow, right);
    return out;
}

std::string text_of(const HttpReply& reply)
{
    std::string out;
    const auto add = [&](const auto&... parts) { (out.append(parts.data(), parts.size()), ...); };
    constexpr std::string_view kEnd = "\r\n";
    constexpr std::string_view kIs = ": ";
    out.reserve(256 + reply.body().size());
    out += reply.version() == 10 ? "HTTP/1.0 " : "HTTP/1.1 ";
    add(std::to_string(reply.result_int()), std::string_view{" "}, reply.reason(), kEnd);
    for (const auto& field : reply)
        add(field.name_string(), kIs, field.value(), kEnd);
    add(kEnd, reply.body());
    return out;
}

std::string_view path_of(const HttpRequest& request)
{
    const auto target = std::string_view{request.target().data(), request.target().size()};
    return target.substr(0, target.find('?'));
}
}  // namespace interlock::server::rpc
