// The nodes that the configuration names, as the rest of the service uses them.
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "chain/nodes.hpp"
#include "server/config/chain_set.hpp"
#include "server/config/config.hpp"
#include "server/ingest/node_identity.hpp"
#include "server/ingest/read_ahead.hpp"
#include "server/lookup/lookup.hpp"

namespace interlock::server
{
[[nodiscard]] ChainIdentity identity_of(const ResolvedChain& chain);

[[nodiscard]] chain::RequestLimits limits_of(const IngestSettings& settings, std::stop_token stop);

/// The chain's execution nodes, in the order of the configuration. The pool outlives them.
[[nodiscard]] std::vector<std::unique_ptr<chain::BlockSource>> make_sources(
    const ChainSettings& chain, const chain::RequestLimits& limits, WorkPool& pool,
    const ReadAheadLimits& ahead);

/// The same, each with one connection.
[[nodiscard]] std::vector<std::unique_ptr<chain::BlockSource>> make_single_sources(
    const ChainSettings& chain, const chain::RequestLimits& limits);

/// The same for look-ups, which somebody waits for: they have little time. Chains are those of the
/// configuration.
[[nodiscard]] Lookup::Sources lookup_sources(const Config& config, std::stop_token stop);

/// Where the chain's new blocks are announced.
[[nodiscard]] std::vector<std::unique_ptr<chain::HeadSource>> make_head_sources(
    const ChainSettings& chain, const chain::RequestLimits& limits);

/// Labels from the chain's consensus nodes, else from its execution nodes' tags.
[[nodiscard]] std::unique_ptr<chain::LabelSource> make_labels(
    const ChainSettings& chain, const chain::RequestLimits& limits);

/// Asks consensus nodes over JSON-RPC.
class ConsensusNodes final : public ConsensusLookup
{
public:
    explicit ConsensusNodes(chain::RequestLimits limits) : limits_{std::move(limits)} {}

    [[nodiscard]] chain::Result<chain::RollupConfig> rollup_config(
        const chain::Endpoint& node) override;
    [[nodiscard]] chain::Result<chain::DependencySetFile> dependency_set(
        const chain::Endpoint& node) override;

private:
    chain::RequestLimits limits_;
};

/// What asking every execution endpoint for its chain brought; each a sentence.
struct EndpointCheck
{
    std::vector<std::string> wrong;   // Serves another chain than it is configured for.
    std::vector<std::string> silent;  // Did not answer: it may come later, and is checked then.
};

[[nodiscard]] EndpointCheck check_endpoints(
    const Config& config, const ChainSet& chains, const chain::RequestLimits& limits);
}  // namespace interlock::server
