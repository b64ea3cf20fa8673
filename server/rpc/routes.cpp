#include "server/rpc/routes.hpp"

#include <algorithm>

namespace interlock::server::rpc
{
namespace
{
namespace http = boost::beast::http;
using http::field;
using http::status;
using http::verb;

constexpr const char* kJson = "application/json";

/// What a browser cannot send to another site without asking first.
bool is_json(const HttpRequest& request)
{
    const auto type = request[field::content_type];
    const auto name = type.substr(0, type.find(';'));
    for (const auto* known : {kJson, "application/json-rpc", "application/jsonrequest"})
    {
        if (boost::beast::iequals(name.substr(0, name.find_last_not_of(' ') + 1), known))
            return true;
    }
    return false;
}

Json chain_readiness(const StatusBoard& board, const NotReadyChains& not_ready, const ChainId& id)
{
    Json out{{"ready", true}, {"state", std::string{to_string(board.status(id).state)}}};
    if (const auto found = not_ready.find(id); found != not_ready.end())
    {
        out["ready"] = false;
        out["reason"] = found->second.why;
    }
    return out;
}
}  // namespace

HttpReply refusal(status code, std::string text)
{
    HttpReply out{code, 11};
    out.set(field::content_type, "text/plain; charset=utf-8");
    out.keep_alive(false);
    out.body() = std::move(text) + '\n';
    out.prepare_payload();
    return out;
}

Routes::Routes(Options options)
  : options_{std::move(options)}, dispatcher_{options_.methods, options_.max_batch}
{
}

HttpReply Routes::answer(RequestParser& parser, const HttpRequest& request) const
{
    auto out = answer_path(parser, request);
    allow_origin(request, out);
    return out;
}

HttpReply Routes::answer_path(RequestParser& parser, const HttpRequest& request) const
{
    const auto path = path_of(request);
    if (path == "/healthz" || path == "/readyz")
    {
        if (request.method() != verb::get)
            return wrong_verb(request, "GET");
        if (path == "/readyz")
            return readiness(request);
        const Json health{{"version", options_.methods.api.version}};
        return reply_to(request, status::ok, kJson, text_of(health));
    }
    if (path != "/" && !path.empty())
        return text_reply(request, status::not_found,
            "nothing is served here; JSON-RPC is POST /, health is GET /healthz and /readyz");
    if (request.method() == verb::options && !options_.cors_origins.empty())
        return answer_preflight(request);
    if (request.method() != verb::post)
        return wrong_verb(request, "POST");
    return answer_rpc(parser, request);
}

HttpReply Routes::answer_rpc(RequestParser& parser, const HttpRequest& request) const
{
    if (auto refused = refuse_unknown(request))
        return *std::move(refused);
    if (!is_json(request))
        return text_reply(request, status::unsupported_media_type,
            "the body must be JSON, and say so: Content-Type: application/json");
    return reply_to(request, status::ok, kJson, dispatcher_.answer(parser, request.body()));
}

std::optional<HttpReply> Routes::refuse_unknown(const HttpRequest& request) const
{
    if (!options_.authorize)
        return std::nullopt;
    const auto token = request[field::authorization];
    const auto known = options_.authorize({token.data(), token.size()});
    if (known)
        return std::nullopt;
    auto out = text_reply(request, status::unauthorized, known.error());
    out.set(field::www_authenticate, "Bearer");
    return out;
}

std::optional<HttpReply> Routes::refuse_upgrade(const HttpRequest& request) const
{
    if (const auto path = path_of(request); path != "/" && !path.empty())
        return text_reply(request, status::not_found, "JSON-RPC over WebSocket is at /");
    const std::string origin{request[field::origin]};
    if (!origin.empty() && allowed_origin(origin) == nullptr)
        return text_reply(
            request, status::forbidden, "rpc.cors_origins does not have the origin " + origin);
    return refuse_unknown(request);
}

HttpReply Routes::answer_preflight(const HttpRequest& request) const
{
    auto out = reply_to(request, status::no_content, kJson, {});
    out.erase(field::content_type);
    out.set(field::access_control_allow_methods, "POST");
    out.set(field::access_control_allow_headers, "Content-Type");
    out.set(field::access_control_max_age, "600");
    return out;
}

HttpReply Routes::readiness(const HttpRequest& request) const
{
    const auto& api = options_.methods.api;
    const auto not_ready = api.board.not_ready();
    const auto view = api.views.open_view();
    Json body{{"ready", not_ready.empty() && view.has_value()}};
    if (!view)
        body["reason"] = error_of(trouble_of(view.error())).message;
    body["chains"] = Json::object();
    for (const auto& chain : api.set.chains())
        body["chains"][to_string(chain.id)] = chain_readiness(api.board, not_ready, chain.id);
    const auto code = body["ready"] == true ? status::ok : status::service_unavailable;
    return reply_to(request, code, kJson, text_of(body));
}

void Routes::allow_origin(const HttpRequest& request, HttpReply& reply) const
{
    const std::string origin{request[field::origin]};
    const auto* const allowed = allowed_origin(origin);
    if (origin.empty() || allowed == nullptr)
        return;
    reply.set(field::access_control_allow_origin, *allowed == "*" ? "*" : origin);
    reply.set(field::vary, "Origin");
}

/// What allows it: itself or "*"; nullptr when nothing does.
const std::string* Routes::allowed_origin(const std::string& origin) const
{
    const auto found = std::find_if(options_.cors_origins.begin(), options_.cors_origins.end(),
        [&](const auto& allowed) { return allowed == "*" || allowed == origin; });
    return found == options_.cors_origins.end() ? nullptr : &*found;
}
}  // namespace interlock::server::rpc
