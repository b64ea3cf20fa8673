// Applies what the fetchers bring to the index, one committed step an event. Deterministic: the
// same events give the same index.
#pragma once

#include <variant>

#include "chain/source.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
/// Blocks that follow the chain's tip, or begin its index.
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

using IndexEvent = std::variant<AppendBlocks, ReplaceBranch, UpdateLabels>;

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
