// All nodes of all chains, and what goes wrong with them.
#pragma once

#include <deque>

#include "tests/sim/consensus_endpoint.hpp"
#include "tests/sim/execution_endpoint.hpp"

namespace interlock::sim
{
class Network
{
public:
    Network(Context& context, const World& world, const Upheaval& upheaval);

    /// The nodes of a chain as its fetcher gets them; they stand for what lives on here.
    [[nodiscard]] std::vector<std::unique_ptr<chain::BlockSource>> execution(size_t place);
    [[nodiscard]] std::unique_ptr<chain::LabelSource> labels(size_t place);

    /// Some node begins to go wrong.
    void disturb();
    /// At rest nothing is wrong, and nothing lags.
    void rest(bool at_rest);
    /// Whether some node has made up that block.
    [[nodiscard]] bool is_forged(const Hash32& hash) const;

private:
    struct Nodes
    {
        std::deque<ExecutionEndpoint> execution;
        std::deque<ConsensusEndpoint> consensus;
    };
    void disturb_execution(size_t place);
    void disturb_consensus(size_t place);
    [[nodiscard]] const Branch* forged(size_t place) const;
    void remember_forged(const ExecutionEndpoint& node, size_t place);

    Context& context_;
    const World& world_;
    std::vector<Nodes> chains_;
    std::vector<Hash32> forged_;
};
}  // namespace interlock::sim
