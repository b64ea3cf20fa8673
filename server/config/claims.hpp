// What each source says of the chains and of their set, gathered before anything is decided, so
// that sources that contradict each other can be named together. No I/O but the files that the
// settings name.
#pragma once

#include <span>

#include "server/config/chain_set.hpp"

namespace interlock::server
{
/// What one consensus node answered.
struct NodeAnswer
{
    ChainId chain;     // Whose node it is.
    std::string node;  // "the consensus node http://127.0.0.1:9545"
    chain::Result<chain::RollupConfig> rollup_config;
    chain::Result<chain::DependencySetFile> dependency_set;
};

/// Where the sources' problems and notes go.
struct Findings
{
    ConfigProblems problems;
    std::vector<std::string> notes;
};

/// Which chains form the set, and its window.
struct ResolvedSet
{
    std::vector<ChainId> chains;  // By ascending id.
    uint64_t expiry_window_s = kMaxExpiryWindowS;
    std::string source;
};

/// Decides one chain's configuration; nullopt with a problem in `findings` when it cannot.
[[nodiscard]] std::optional<ResolvedChain> resolve_chain(const Config& config,
    const ChainSettings& chain, std::span<const NodeAnswer> answers, Findings& findings);

/// Decides the set; nullopt with a problem in `findings` when it cannot.
[[nodiscard]] std::optional<ResolvedSet> resolve_set(
    const Config& config, std::span<const NodeAnswer> answers, Findings& findings);

/// Whether asking again may help.
[[nodiscard]] bool is_temporary(const chain::Error& error) noexcept;
}  // namespace interlock::server
