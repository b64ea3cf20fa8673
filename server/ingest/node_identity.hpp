// Whether a node serves the chain that is configured.
#pragma once

#include "chain/source.hpp"

namespace interlock::server
{
/// A chain as the configuration knows it.
struct ChainIdentity
{
    ChainId id;
    std::optional<BlockId> genesis;  // Unknown when only settings describe the chain.
};

/// What the node serves instead, as a sentence; nullopt when it is the chain. A node that no longer
/// has the genesis block is taken at its word for the id.
[[nodiscard]] chain::Result<std::optional<std::string>> find_other_chain(
    chain::BlockSource& node, const ChainIdentity& wanted);
}  // namespace interlock::server
