// The nodes of a chain over JSON-RPC: the real BlockSource and LabelSource.
#pragma once

#include <memory>

#include "chain/endpoint.hpp"
#include "chain/source.hpp"

namespace interlock::chain
{
/// An execution node. Verifies everything it returns (protocol: a header hashes to its hash, the
/// receipts to the receipts root, log indexes run without a gap, blocks link).
[[nodiscard]] std::unique_ptr<BlockSource> make_execution_node(
    Endpoint endpoint, RequestLimits limits);

/// Labels from the execution node's `safe` and `finalized` tags. Its `safe` is the network's
/// cross-safe block, hence a lower bound of local-safe; there is no L1 source.
[[nodiscard]] std::unique_ptr<LabelSource> make_tag_labels(Endpoint endpoint, RequestLimits limits);

/// A consensus node (op-node, kona-node): labels from optimism_syncStatus, parsed leniently, with
/// the derived block from optimism_safeHeadAtL1Block where the node keeps its safe heads; and the
/// configuration it runs with. For one thread at a time.
class ConsensusNode : public LabelSource
{
public:
    [[nodiscard]] virtual Result<RollupConfig> rollup_config() = 0;
    [[nodiscard]] virtual Result<DependencySetFile> dependency_set() = 0;
};

[[nodiscard]] std::unique_ptr<ConsensusNode> make_consensus_node(
    Endpoint endpoint, RequestLimits limits);
}  // namespace interlock::chain
