// Fetches a node's blocks over several connections, ahead of who takes them in order: while much is
// missing, the link and not the latency sets the pace.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>

#include "chain/source.hpp"
#include "server/threads/work_pool.hpp"

namespace interlock::server
{
struct ReadAheadLimits
{
    size_t chunk_blocks = 32;  // Asked for in one piece of work.
    size_t connections = 4;    // Pieces under way at the same time.
    /// Log hashes and executing messages of blocks that are fetched and not yet taken: when they
    /// are more, nothing new is asked for. So a chain holds this, and what `connections` pieces
    /// under way can bring.
    size_t held_bytes = size_t{8} << 20U;
};

/// What each of so many chains may hold, so that all together hold no more than eight would at
/// their fullest; but as much as keeps a link busy.
[[nodiscard]] constexpr size_t held_bytes_of_each(size_t chains) noexcept
{
    constexpr size_t kAll = size_t{64} << 20U;
    constexpr size_t kLeast = size_t{256} << 10U;
    return std::clamp(kAll / std::max<size_t>(chains, 1), kLeast, ReadAheadLimits{}.held_bytes);
}

/// One node. Fetches ahead only from a node whose last answer was one, so that the pool's threads
/// do not wait for silent nodes; until then it asks for a few blocks in the calling thread. What is
/// asked singly goes over a connection of its own, in the calling thread. For one thread at a time.
class ReadAhead final : public chain::BlockSource
{
public:
    /// Another connection to the same node, for one thread at a time.
    using Connect = std::function<std::unique_ptr<chain::BlockSource>()>;

    /// The pool outlives it.
    ReadAhead(Connect connect, WorkPool& pool, ReadAheadLimits limits);
    /// Pieces under way end by themselves.
    ~ReadAhead() override;

    [[nodiscard]] const std::string& name() const override { return own_->name(); }
    [[nodiscard]] chain::Result<ChainId> chain_id() override { return own_->chain_id(); }
    [[nodiscard]] chain::Result<BlockSeal> seal(const chain::BlockSelector& block) override
    {
        return own_->seal(block);
    }
    /// One chunk at the most, when it was fetched ahead.
    [[nodiscard]] chain::Result<std::vector<DigestedBlock>> blocks(
        uint64_t first, size_t count) override;
    void expect_up_to(uint64_t last) override { last_ = last; }

private:
    struct Chunk;
    class Connections;

    void begin_at(uint64_t first);
    /// Hands out work as far as the limits allow.
    void plan();
    [[nodiscard]] bool submit(const std::shared_ptr<Chunk>& chunk);

    const ReadAheadLimits limits_;
    WorkPool& pool_;
    std::unique_ptr<chain::BlockSource> own_;
    std::shared_ptr<Connections> connections_;
    [[nodiscard]] chain::Result<std::vector<DigestedBlock>> judge(
        chain::Result<std::vector<DigestedBlock>> answer);

    bool answers_ = false;                       // As of its last answer.
    std::deque<std::shared_ptr<Chunk>> chunks_;  // In order, without a gap.
    uint64_t next_ = 0;                          // The first block after them.
    uint64_t last_ = 0;                          // As expected.
};
}  // namespace interlock::server
