// What changes the index: the events that the fetchers, label followers and the pruner bring
// to the writer.
#pragma once

#include <span>
#include <variant>

#include "server/ingest/retention.hpp"
#include "server/ingest/safe_heads.hpp"

namespace interlock::server
{
/// The first blocks of a chain's index.
struct BeginIndex
{
    ChainId chain;
    uint64_t covered_since_s = 0;  // The time since which the index is whole.
    BlockId anchor;  // What is final when the index begins: from there on everything is verified.
    std::vector<BlockDigest> blocks;
};

/// Blocks that follow the chain's tip.
struct AppendBlocks
{
    ChainId chain;
    std::vector<BlockDigest> blocks;
};

/// The chain's blocks above `ancestor` are replaced by `blocks`, in one step: readers see the old
/// branch or the new one. No blocks: the chain has become shorter.
struct ReplaceBranch
{
    ChainId chain;
    uint64_t ancestor = 0;
    std::vector<BlockDigest> blocks;
};

/// How far the chain's nodes say it has come. Remembered, and taken when those blocks are indexed.
struct UpdateLabels
{
    ChainId chain;
    chain::Labels labels;
    /// What the same node's record of safe heads brought; nullopt when it did not tell.
    std::optional<SafeHeadRun> safe_heads{};
    /// The newest block that was indexed before the node was asked; nullopt: none, or not known.
    std::optional<uint64_t> seen_up_to{};
};

/// The oldest blocks of the chain that are older than what is kept, as many as the bounds allow,
/// are removed. Nothing happens when there are none.
struct PruneBlocks
{
    ChainId chain;
    uint64_t retention_s = 0;  // Counted from the earliest finalized head of all chains.
    PruneBounds bounds;
};

using IndexEvent = std::variant<BeginIndex, AppendBlocks, ReplaceBranch, UpdateLabels, PruneBlocks>;

/// The blocks that it brings; none when it is about others.
[[nodiscard]] inline std::span<const BlockDigest> blocks_of(const IndexEvent& event)
{
    return std::visit(
        []<typename Event>(const Event& known) -> std::span<const BlockDigest>
        {
            if constexpr (requires { known.blocks; })
                return known.blocks;
            else
                return {};
        },
        event);
}

[[nodiscard]] inline const ChainId& chain_of(const IndexEvent& event)
{
    return std::visit([](const auto& known) -> const ChainId& { return known.chain; }, event);
}
}  // namespace interlock::server
