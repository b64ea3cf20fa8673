#include "server/dashboard/dashboard.hpp"

#include <algorithm>

#include "server/dashboard/assets.hpp"

namespace interlock::server
{
namespace
{
namespace http = boost::beast::http;
using rpc::HttpReply;
using rpc::HttpRequest;

constexpr std::string_view kRoot = "/dashboard/";
constexpr std::string_view kData = "/dashboard/data/";
/// Nothing from elsewhere is loaded, run or framed.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string_view field_of(const HttpRequest& request, http::field field)
{
    const auto value = request[field];
    return {value.data(), value.size()};
}

/// Relative, so that it holds behind a proxy that adds to the path.
HttpReply redirect(const HttpRequest& request, const char* location)
{
    auto out = rpc::text_reply(request, http::status::found, "the page is at /dashboard/");
    out.set(http::field::location, location);
    return out;
}

HttpReply asset_reply(const HttpRequest& request, const Asset& asset)
{
    const bool is_known = field_of(request, http::field::if_none_match) == asset.etag;
    auto out = is_known ? rpc::reply_to(request, http::status::not_modified, "", "")
                        : rpc::reply_to(request, http::status::ok, std::string{asset.type},
                              std::string{asset.body});
    if (is_known)
        out.erase(http::field::content_type);
    out.set(http::field::etag, std::string{asset.etag});
    // Asked about each time, so that after an update no file is an old one.
    out.set(http::field::cache_control, "no-cache");
    return out;
}

void harden(HttpReply& reply)
{
    reply.set("Content-Security-Policy", kPolicy);
    reply.set("X-Content-Type-Options", "nosniff");
    reply.set("Referrer-Policy", "no-referrer");
    reply.set("Cross-Origin-Resource-Policy", "same-origin");
}
}  // namespace

bool Dashboard::serve(const HttpRequest& request) const
{
    const auto path = rpc::path_of(request);
    if (path == "/" || path.empty())
    {
        return request.method() == http::verb::get &&
               field_of(request, http::field::accept).find("text/html") != std::string_view::npos;
    }
    return path == kRoot.substr(0, kRoot.size() - 1) || path.starts_with(kRoot);
}

HttpReply Dashboard::answer(const HttpRequest& request)
{
    auto out = request.method() == http::verb::get ? answer_path(request)
                                                   : rpc::wrong_verb(request, "GET");
    harden(out);
    return out;
}

HttpReply Dashboard::answer_path(const HttpRequest& request)
{
    const auto path = rpc::path_of(request);
    if (!path.starts_with(kRoot))
        return redirect(request, "dashboard/");
    if (path.starts_with(kData))
    {
        auto told = data_.answer(path.substr(kData.size()));
        auto out = rpc::reply_to(request, static_cast<http::status>(told.http_status),
            "application/json", std::move(told.body));
        out.set(http::field::cache_control, "no-store");
        return out;
    }
    const auto name = path == kRoot ? "index.html" : path.substr(kRoot.size());
    const auto all = assets();
    const auto found = std::find_if(
        all.begin(), all.end(), [name](const Asset& asset) { return asset.name == name; });
    if (found == all.end())
        return rpc::text_reply(request, http::status::not_found, "the page has no such file");
    return asset_reply(request, *found);
}
}  // namespace interlock::server
