#include "server/app/endpoints.hpp"

#include <future>

#include "chain/new_heads.hpp"
#include "server/ingest/first_working_labels.hpp"

namespace interlock::server
{
namespace
{
constexpr std::chrono::milliseconds kLookupTimeout{5'000};

EndpointCheck check_endpoint(const chain::Endpoint& endpoint, const ChainIdentity& identity,
    const chain::RequestLimits& limits)
{
    const auto key = chain_key(identity.id, "execution");
    const auto other = find_other_chain(*chain::make_execution_node(endpoint, limits), identity);
    if (!other)
        return {.wrong = {}, .silent = {key + ": " + other.error().message}};
    if (*other)
        return {.wrong = {key + ": " + **other}, .silent = {}};
    return {};
}
}  // namespace

ChainIdentity identity_of(const ResolvedChain& chain)
{
    return {.id = chain.config.id,
        .genesis = chain.genesis ? std::optional{chain.genesis->block} : std::nullopt};
}

chain::RequestLimits limits_of(const IngestSettings& settings, std::stop_token stop)
{
    chain::RequestLimits limits;
    limits.timeout = settings.request_timeout;
    limits.connect_timeout = std::min(limits.connect_timeout, settings.request_timeout);
    limits.max_reply_bytes = settings.max_reply_bytes;
    limits.stop = std::move(stop);
    return limits;
}

std::vector<std::unique_ptr<chain::BlockSource>> make_sources(const ChainSettings& chain,
    const chain::RequestLimits& limits, WorkPool& pool, const ReadAheadLimits& ahead)
{
    std::vector<std::unique_ptr<chain::BlockSource>> sources;
    for (const auto& endpoint : chain.execution)
    {
        const auto connect = [endpoint, limits]
        { return chain::make_execution_node(endpoint, limits); };
        sources.push_back(std::make_unique<ReadAhead>(connect, pool, ahead));
    }
    return sources;
}

std::vector<std::unique_ptr<chain::BlockSource>> make_single_sources(
    const ChainSettings& chain, const chain::RequestLimits& limits)
{
    std::vector<std::unique_ptr<chain::BlockSource>> sources;
    for (const auto& endpoint : chain.execution)
        sources.push_back(chain::make_execution_node(endpoint, limits));
    return sources;
}

Lookup::Sources lookup_sources(const Config& config, std::stop_token stop)
{
    auto limits = limits_of(config.ingest, std::move(stop));
    limits.timeout = std::min(limits.timeout, kLookupTimeout);
    limits.connect_timeout = std::min(limits.connect_timeout, limits.timeout);
    return [config, limits](const ChainId& id)
    {
        std::vector<std::unique_ptr<chain::ReceiptSource>> out;
        for (const auto& endpoint : config.find_chain(id)->execution)
            out.push_back(chain::make_receipt_source(endpoint, limits));
        return out;
    };
}

std::vector<std::unique_ptr<chain::HeadSource>> make_head_sources(
    const ChainSettings& chain, const chain::RequestLimits& limits)
{
    std::vector<std::unique_ptr<chain::HeadSource>> sources;
    for (const auto& endpoint : chain.subscribe)
        sources.push_back(chain::make_new_heads(endpoint, {.request = limits}));
    return sources;
}

std::unique_ptr<chain::LabelSource> make_labels(
    const ChainSettings& chain, const chain::RequestLimits& limits)
{
    std::vector<std::unique_ptr<chain::LabelSource>> sources;
    for (const auto& endpoint : chain.consensus)
        sources.push_back(chain::make_consensus_node(endpoint, limits));
    if (chain.consensus.empty())
    {
        for (const auto& endpoint : chain.execution)
            sources.push_back(chain::make_tag_labels(endpoint, limits));
    }
    return std::make_unique<FirstWorkingLabels>(std::move(sources));
}

chain::Result<chain::RollupConfig> ConsensusNodes::rollup_config(const chain::Endpoint& node)
{
    return chain::make_consensus_node(node, limits_)->rollup_config();
}

chain::Result<chain::DependencySetFile> ConsensusNodes::dependency_set(const chain::Endpoint& node)
{
    return chain::make_consensus_node(node, limits_)->dependency_set();
}

EndpointCheck check_endpoints(
    const Config& config, const ChainSet& chains, const chain::RequestLimits& limits)
{
    std::vector<std::future<EndpointCheck>> checks;
    for (const auto& chain : config.chains)
    {
        const auto identity = identity_of(*chains.find(chain.id));
        for (const auto& endpoint : chain.execution)
        {
            checks.push_back(std::async(std::launch::async, [identity, &endpoint, &limits]
                { return check_endpoint(endpoint, identity, limits); }));
        }
    }
    EndpointCheck all;
    for (auto& check : checks)
    {
        auto found = check.get();
        std::move(found.wrong.begin(), found.wrong.end(), std::back_inserter(all.wrong));
        std::move(found.silent.begin(), found.silent.end(), std::back_inserter(all.silent));
    }
    return all;
}
}  // namespace interlock::server
