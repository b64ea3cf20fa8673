// A safety scenario (tests/conformance/README.md) as the events that an indexer takes.
#pragma once

#include <map>
#include <nlohmann/json.hpp>

#include "server/ingest/index_event.hpp"

namespace interlock::testing
{
/// The chain id that a scenario names so. Throws for what is none.
[[nodiscard]] ChainId chain_in_scenario(const nlohmann::json& id);

/// Knows the chains as the events so far have made them; no index is asked. Throws
/// nlohmann::json::exception or std::runtime_error for what is no scenario.
class ScenarioEvents
{
public:
    /// The scenario outlives this.
    explicit ScenarioEvents(const nlohmann::json& scenario);

    [[nodiscard]] const DependencySet& set() const noexcept { return set_; }
    /// The beginning of each chain. To be called once, before the steps.
    [[nodiscard]] std::vector<server::IndexEvent> begin();
    /// The next step, in order; nullopt for one that only expects.
    [[nodiscard]] std::optional<server::IndexEvent> take(const nlohmann::json& step);

private:
    [[nodiscard]] server::AppendBlocks append(const nlohmann::json& block);
    /// As a node tells it that keeps its safe heads: each such step is an L1 block of its own.
    [[nodiscard]] server::UpdateLabels set_local_safe(const nlohmann::json& head);
    [[nodiscard]] server::ReplaceBranch rewind(const nlohmann::json& head);

    const nlohmann::json& scenario_;
    const DependencySet set_;
    std::map<ChainId, std::vector<BlockSeal>> chains_;  // The blocks so far.
    /// The safe heads so far.
    std::map<ChainId, std::vector<chain::DerivedBlock>> records_;
    size_t taken_ = 0;  // Steps.
};
}  // namespace interlock::testing
