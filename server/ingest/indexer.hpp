// Applies what the fetchers bring to the index, one committed step an event. Deterministic: the
// same events give the same index.
#pragma once

#include <variant>

#include "chain/source.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
/// The first blocks of a chain's index.
struct BeginIndex
{
    ChainId chain;
    uint64_t covered_since_s = 0;  // The time since which the index is whole.
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

/// How far the chain's nodes say it has come.
struct UpdateLabels
{
    ChainId chain;
    chain::Labels labels;
};

using IndexEvent = std::variant<BeginIndex, AppendBlocks, ReplaceBranch, UpdateLabels>;

/// The key of the setting that remembers a chain's BeginIndex::covered_since_s, in decimal.
[[nodiscard]] std::string covered_since_key(const ChainId& chain);

/// For one thread at a time.
class Indexer
{
public:
    explicit Indexer(storage::Writer& writer) : writer_{writer} {}

    /// Commits the event as one step; on an error the index is as before.
    [[nodiscard]] storage::Result<void> apply(const IndexEvent& event);

private:
    storage::Writer& writer_;
};
}  // namespace interlock::server
