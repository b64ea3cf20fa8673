// What the index does not keep, looked up on the chains' nodes when somebody asks: where a
// transaction is, and what a block's logs say. Nothing of a block is told that is not the indexed
// one.
#pragma once

#include <atomic>
#include <functional>

#include "chain/receipt_source.hpp"
#include "server/query/answer.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
struct LookupLimits
{
    size_t at_once = 2;      // Look-ups; others are refused.
    size_t connections = 8;  // Of one look-up, to different chains.
};

/// A transaction, as far as a chain's node tells where it is.
struct PlacedTransaction
{
    ChainId chain_id;
    chain::TransactionPlace place;
};

/// A chain whose nodes could not be asked.
struct UnaskedChain
{
    ChainId chain_id;
    std::string why;
};

struct TransactionSearch
{
    std::vector<PlacedTransaction> found;  // In the order of the chains, as the next.
    std::vector<UnaskedChain> unasked;
};

/// Thread-safe. An answer takes as long as the nodes do, within the limits of the sources.
class Lookup
{
public:
    /// The chain's nodes, the preferred one first, each for one thread; from any thread.
    using Sources =
        std::function<std::vector<std::unique_ptr<chain::ReceiptSource>>(const ChainId& chain)>;

    Lookup(Sources sources, LookupLimits limits) : sources_{std::move(sources)}, limits_{limits} {}

    /// Asks each of the chains. Overload when too much is being looked up.
    [[nodiscard]] Told<TransactionSearch> find(
        const Hash32& transaction, std::span<const ChainId> chains);

    /// A block's receipts; cannot tell when no node has them, or when they are of another block.
    using Receipts = Told<std::vector<eth::Receipt>>;
    struct Block
    {
        ChainId chain_id;
        BlockId id;
    };
    /// Calls `use` with the place of each block in `blocks`, and its receipts: once for each, from
    /// several threads at once. They are gone afterwards.
    using Use = std::function<void(size_t index, const Receipts& receipts)>;
    [[nodiscard]] Told<void> read(std::span<const Block> blocks, const Use& use);

private:
    class Slot;
    [[nodiscard]] Told<Slot> begin();
    /// Calls `work` with each index below `count`, each thread with nodes of its own.
    class Nodes;
    void spread(size_t count, const std::function<void(size_t index, Nodes& nodes)>& work) const;

    const Sources sources_;
    const LookupLimits limits_;
    std::atomic<size_t> under_way_ = 0;
};
}  // namespace interlock::server
