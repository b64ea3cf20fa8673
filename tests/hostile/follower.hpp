// One chain as the service follows it, driven by hand: a real fetcher and label follower that ask a
// hostile proxy over HTTP.
#pragma once

#include "chain/nodes.hpp"
#include "server/ingest/fetcher.hpp"
#include "server/ingest/label_follower.hpp"
#include "server/ingest/read_ahead.hpp"
#include "tests/support/hostile_proxy.hpp"

namespace interlock::hostile
{
/// Far below the default, so that floods are short; far above any answer of these small chains.
inline constexpr size_t kMaxReplyBytes = size_t{1} << 20U;

[[nodiscard]] inline chain::Endpoint endpoint_of(const testing::HostileProxy& proxy)
{
    return *chain::Endpoint::parse(proxy.url());
}

[[nodiscard]] inline chain::RequestLimits limits()
{
    // No answer is slow by itself: what takes as long is a defect.
    return {.timeout = std::chrono::milliseconds{20'000}, .max_reply_bytes = kMaxReplyBytes};
}

[[nodiscard]] inline std::unique_ptr<chain::LabelSource> labels_of(
    const testing::HostileProxy& proxy, bool of_consensus, const chain::RequestLimits& within)
{
    if (of_consensus)
        return chain::make_consensus_node(endpoint_of(proxy), within);
    return chain::make_tag_labels(endpoint_of(proxy), within);
}

/// What a follower shares with the others.
struct Shared
{
    storage::ViewSource& views;
    server::EventSink& sink;
    server::Anchors& anchors;
    server::StatusBoard& board;
    std::function<server::Anchors::Clock::time_point()> clock;
    /// With it blocks are fetched ahead, over several connections at the same time.
    server::WorkPool* pool = nullptr;
};

/// For one thread.
struct Follower
{
    Follower(const ChainConfig& config, const testing::HostileProxy& proxy, bool of_consensus,
        size_t batch_blocks, const Shared& shared, const chain::RequestLimits& within = limits())
      : fetcher{config,
            {.batch_blocks = batch_blocks,
                .start = {.activation_s = 0, .expiry_window_s = kMaxExpiryWindowS},
                .genesis = proxy.chain().genesis().id()},
            nodes_of(proxy, of_consensus, batch_blocks, shared.pool, within),
            {.views = shared.views,
                .sink = shared.sink,
                .anchors = shared.anchors,
                .board = shared.board,
                .clock = shared.clock}},
        labels{config.id, std::chrono::milliseconds{1'000}, labels_of(proxy, of_consensus, within),
            {shared.views, shared.sink, shared.board}}
    {
    }

    server::Fetcher fetcher;
    server::LabelFollower labels;

private:
    static server::ChainNodes nodes_of(const testing::HostileProxy& proxy, bool of_consensus,
        size_t batch_blocks, server::WorkPool* pool, const chain::RequestLimits& within)
    {
        const auto connect = [endpoint = endpoint_of(proxy), within]
        { return chain::make_execution_node(endpoint, within); };
        server::ChainNodes out;
        if (pool == nullptr)
            out.execution.push_back(connect());
        else
            out.execution.push_back(std::make_unique<server::ReadAhead>(connect, *pool,
                server::ReadAheadLimits{.chunk_blocks = batch_blocks, .connections = 2}));
        out.labels = labels_of(proxy, of_consensus, within);
        return out;
    }
};
}  // namespace interlock::hostile
