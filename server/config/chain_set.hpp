// From the settings to the dependency set: what each chain's rollup configuration says, and which
// chains form the set, from files, settings and consensus nodes, which must all agree.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "chain/source.hpp"
#include "interop/dependency_set.hpp"
#include "server/config/config.hpp"

namespace interlock::server
{
/// Asks consensus nodes for the configuration they run with. For one thread at a time.
class ConsensusLookup
{
public:
    virtual ~ConsensusLookup() = default;
    [[nodiscard]] virtual chain::Result<chain::RollupConfig> rollup_config(
        const chain::Endpoint& node) = 0;
    [[nodiscard]] virtual chain::Result<chain::DependencySetFile> dependency_set(
        const chain::Endpoint& node) = 0;
};

/// A chain's first block.
struct Genesis
{
    BlockId block;
    uint64_t timestamp_s = 0;

    friend bool operator==(const Genesis&, const Genesis&) = default;
};

struct ResolvedChain
{
    ChainConfig config;
    std::optional<Genesis> genesis;  // Unknown when only settings describe the chain.
    std::optional<uint64_t> start_block;
    std::string source;  // For people: "rollup.json /etc/…", "consensus node http://…", "settings"
};

struct ChainSet
{
    DependencySet dependency_set;
    std::vector<ResolvedChain> chains;  // In the order of dependency_set.chains().
    std::string source;                 // Where the set comes from, for people.
    /// What an operator should know although it stops nothing, e.g. a node that did not answer.
    std::vector<std::string> notes;

    [[nodiscard]] const ResolvedChain* find(const ChainId& id) const;
};

/// Reads the files the settings name and asks every consensus node. Refuses with every problem
/// found (never empty) when sources contradict each other, when something needed is in none of
/// them, and when the set and the configured chains are not the same.
[[nodiscard]] tl::expected<ChainSet, ConfigProblems> resolve_chain_set(
    const Config& config, ConsensusLookup& consensus);
}  // namespace interlock::server
