#include <algorithm>

#include "server/config/assign.hpp"

namespace interlock::server
{
namespace
{
constexpr size_t kMaxNameLength = 64;

bool is_printable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// "item 2 …": which of a list is wrong; the item itself may hold credentials.
std::string at_item(size_t index, const std::string& problem)
{
    return "item " + std::to_string(index + 1) + ": " + problem;
}

using ParseEndpoint = tl::expected<chain::Endpoint, std::string> (*)(std::string_view url);

tl::expected<std::vector<chain::Endpoint>, std::string> endpoints_from(
    const Assignment& in, ParseEndpoint parse = &chain::Endpoint::parse)
{
    std::vector<chain::Endpoint> out;
    for (const auto& url : in.list())
    {
        auto endpoint = parse(url);
        if (!endpoint)
            return tl::unexpected{at_item(out.size(), endpoint.error())};
        const auto same = [&](const auto& other) { return other.secret_url() == url; };
        if (std::any_of(out.begin(), out.end(), same))
            return tl::unexpected{at_item(out.size(), endpoint->display() + " is listed twice")};
        out.push_back(std::move(*endpoint));
    }
    return out;
}

/// Headers are kept until the endpoints are known; any endpoint shows whether they are right.
tl::expected<std::vector<std::string>, std::string> headers_from(const Assignment& in)
{
    auto probe = chain::Endpoint::parse("http://localhost");
    if (!probe)
        return tl::unexpected{probe.error()};
    for (size_t i = 0; i < in.list().size(); ++i)
    {
        if (const auto added = probe->add_header(in.list()[i]); !added)
            return tl::unexpected{at_item(i, added.error())};
    }
    return in.list();
}
}  // namespace

Assigned assign_chain_name(ChainDraft& chain, const Assignment& in)
{
    const auto& name = in.text();
    if (name.empty() || name.size() > kMaxNameLength || !is_printable(name))
        return tl::unexpected{
            "must be 1 to " + std::to_string(kMaxNameLength) + " printable ASCII characters"};
    // Where a chain can be named either way, such a name would stand for two chains.
    if (chain_id_from_text(name))
        return tl::unexpected{std::string{"must not look like a chain id"}};
    chain.settings.name = name;
    return {};
}

Assigned assign_execution(ChainDraft& chain, const Assignment& in)
{
    return endpoints_from(in).map([&](auto list) { chain.settings.execution = std::move(list); });
}

Assigned assign_execution_headers(ChainDraft& chain, const Assignment& in)
{
    return headers_from(in).map([&](auto list) { chain.execution_headers = std::move(list); });
}

Assigned assign_quorum(ChainDraft& chain, const Assignment& in)
{
    chain.settings.quorum = static_cast<size_t>(in.number());
    return {};
}

Assigned assign_subscribe(ChainDraft& chain, const Assignment& in)
{
    return endpoints_from(in, &chain::Endpoint::parse_websocket)
        .map([&](auto list) { chain.settings.subscribe = std::move(list); });
}

Assigned assign_subscribe_headers(ChainDraft& chain, const Assignment& in)
{
    return headers_from(in).map([&](auto list) { chain.subscribe_headers = std::move(list); });
}

Assigned assign_consensus(ChainDraft& chain, const Assignment& in)
{
    return endpoints_from(in).map([&](auto list) { chain.settings.consensus = std::move(list); });
}

Assigned assign_consensus_headers(ChainDraft& chain, const Assignment& in)
{
    return headers_from(in).map([&](auto list) { chain.consensus_headers = std::move(list); });
}

Assigned assign_rollup_config(ChainDraft& chain, const Assignment& in)
{
    return path_from(in).map([&](auto path) { chain.settings.rollup_config = std::move(path); });
}

Assigned assign_block_time(ChainDraft& chain, const Assignment& in)
{
    chain.settings.block_time_s = static_cast<uint64_t>(in.number());
    return {};
}

Assigned assign_activation_time(ChainDraft& chain, const Assignment& in)
{
    const auto* const text = std::get_if<std::string>(&in.value);
    if (text == nullptr)
        chain.settings.activation = ActivationSetting{static_cast<uint64_t>(in.number())};
    else if (*text == "never")
        chain.settings.activation = ActivationSetting{};
    else
        return tl::unexpected{std::string{"must be seconds since 1970, or never"}};
    return {};
}

Assigned assign_start_block(ChainDraft& chain, const Assignment& in)
{
    chain.settings.start_block = static_cast<uint64_t>(in.number());
    return {};
}
}  // namespace interlock::server
