// Follows how far a chain's nodes say it has come. Apart from the fetcher, so that a consensus node
// that is down does not hold up blocks.
#pragma once

#include <chrono>
#include <memory>

#include "server/ingest/backoff.hpp"
#include "server/ingest/status_board.hpp"
#include "server/ingest/writer_thread.hpp"

namespace interlock::server
{
/// Each step() asks once and brings what is new to the index. For one thread at a time.
class LabelFollower
{
public:
    struct Services
    {
        storage::ViewSource& views;
        EventSink& sink;
        StatusBoard& board;
    };

    LabelFollower(ChainId chain, std::chrono::milliseconds interval,
        std::unique_ptr<chain::LabelSource> source, Services services);

    /// Does one round and returns how long to wait before the next.
    [[nodiscard]] std::chrono::milliseconds step();

private:
    /// What went wrong, or nothing.
    [[nodiscard]] std::string advance();
    void report(const std::string& trouble);

    const ChainId chain_;
    const std::chrono::milliseconds interval_;
    std::unique_ptr<chain::LabelSource> source_;
    Services services_;
    uint32_t strange_rounds_ = 0;  // In a row with a label that is not on the indexed chain.
    Backoff backoff_;
};
}  // namespace interlock::server
