// Finding where a node's chain leaves the indexed one.
#pragma once

#include <variant>

#include "chain/source.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
/// The highest block in [low, high] that the index and the node share; nullopt when they differ at
/// `low` already. Asks the node about twice log2(depth) blocks, and holds no view while it does.
/// Precondition: low <= high, and both are indexed.
[[nodiscard]] tl::expected<std::optional<BlockSeal>, std::variant<chain::Error, storage::Error>>
find_common_ancestor(chain::BlockSource& source, storage::ViewSource& views, const ChainId& chain,
    uint64_t low, uint64_t high);
}  // namespace interlock::server
