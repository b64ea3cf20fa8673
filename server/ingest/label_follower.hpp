// Follows how far a chain's nodes say it has come. Apart from the fetcher, so that a consensus node
// that is down does not hold up blocks.
#pragma once

#include <chrono>
#include <memory>

#include "server/ingest/backoff.hpp"
#include "server/ingest/label_belief.hpp"
#include "server/ingest/status_board.hpp"
#include "server/ingest/writer_thread.hpp"

namespace interlock::server
{
/// Each step() asks once and brings what is new and believed to the index, which remembers it, be
/// it indexed already or not. For one thread at a time.
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
    /// Also counts strange_rounds_.
    [[nodiscard]] storage::Result<LabelBelief> weigh_told(const chain::Labels& told);
    /// What went wrong, or nothing.
    [[nodiscard]] std::string bring(const LabelBelief& belief,
        const std::optional<FoundSafeHeads>& safe_heads, std::optional<uint64_t> seen_up_to);
    [[nodiscard]] storage::Result<std::optional<uint64_t>> newest_block() const;
    /// What the node that told has in its record; nullopt when it is not believed, or does not say.
    [[nodiscard]] storage::Result<std::optional<FoundSafeHeads>> look_at_record(
        const chain::Labels& told, const chain::Labels& believed);
    void report(const std::string& trouble);

    const ChainId chain_;
    const std::chrono::milliseconds interval_;
    std::unique_ptr<chain::LabelSource> source_;
    Services services_;
    std::optional<LabelBelief> belief_;  // As far as the index has it.
    bool is_confirmed_ = false;          // Whether the record agreed with the index when it was.
    uint32_t strange_rounds_ = 0;        // In a row with a label that is not on the indexed chain.
    Backoff backoff_;
};
}  // namespace interlock::server
