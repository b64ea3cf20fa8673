// The settings of the JSON-RPC door.
#include <algorithm>

#include "server/config/assign.hpp"

namespace interlock::server
{
namespace
{
Assigned assign_count(size_t& out, const Assignment& in)
{
    out = static_cast<size_t>(in.number());
    return {};
}

/// "https://wallet.example", or "*" for every page.
bool is_origin(std::string_view text)
{
    const auto plain = [](char c) { return c > ' ' && c < 0x7f && c != '/' && c != ','; };
    if (text == "*")
        return true;
    for (const std::string_view scheme : {"https://", "http://"})
    {
        const auto host = text.substr(std::min(scheme.size(), text.size()));
        if (text.starts_with(scheme) && !host.empty())
            return std::all_of(host.begin(), host.end(), plain);
    }
    return false;
}
}  // namespace

Assigned assign_rpc_listen(Config& config, const Assignment& in)
{
    return assign_listen_or_off(config.rpc.listen, in);
}

Assigned assign_rpc_legacy_access_list(Config& config, const Assignment& in)
{
    static constexpr std::array<std::string_view, 2> kNames{"refuse", "admit"};
    return choose(in.text(), kNames)
        .map([&](size_t chosen) { config.rpc.legacy_access_list = chosen == 1; });
}

Assigned assign_rpc_dashboard(Config& config, const Assignment& in)
{
    static constexpr std::array<std::string_view, 2> kNames{"off", "on"};
    return choose(in.text(), kNames)
        .map([&](size_t chosen) { config.rpc.dashboard = chosen == 1; });
}

Assigned assign_rpc_cors_origins(Config& config, const Assignment& in)
{
    if (!std::all_of(in.list().begin(), in.list().end(), is_origin))
        return tl::unexpected{
            std::string{"must be origins such as https://wallet.example, without a path, or *"}};
    config.rpc.cors_origins = in.list();
    return {};
}

Assigned assign_rpc_max_body_bytes(Config& config, const Assignment& in)
{
    return assign_count(config.rpc.max_body_bytes, in);
}

Assigned assign_rpc_max_batch(Config& config, const Assignment& in)
{
    return assign_count(config.rpc.max_batch, in);
}

Assigned assign_rpc_max_connections(Config& config, const Assignment& in)
{
    return assign_count(config.rpc.max_connections, in);
}

Assigned assign_rpc_max_connections_per_address(Config& config, const Assignment& in)
{
    return assign_count(config.rpc.max_connections_per_address, in);
}

Assigned assign_rpc_max_in_flight(Config& config, const Assignment& in)
{
    return assign_count(config.rpc.max_in_flight, in);
}

Assigned assign_rpc_request_timeout(Config& config, const Assignment& in)
{
    config.rpc.request_timeout = milliseconds(in);
    return {};
}

Assigned assign_rpc_idle_timeout(Config& config, const Assignment& in)
{
    config.rpc.idle_timeout = milliseconds(in);
    return {};
}
}  // namespace interlock::server
