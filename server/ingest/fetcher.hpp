// Follows one chain: asks its nodes for what is new, finds reorgs, and brings verified blocks to
// the index in order.
#pragma once

#include <chrono>
#include <memory>

#include "server/ingest/anchors.hpp"
#include "server/ingest/backoff.hpp"
#include "server/ingest/catch_up_pace.hpp"
#include "server/ingest/node_identity.hpp"
#include "server/ingest/node_set.hpp"
#include "server/ingest/status_board.hpp"
#include "server/ingest/tip_clock.hpp"
#include "server/ingest/wake_up.hpp"
#include "server/ingest/writer_thread.hpp"

namespace interlock::server
{
struct FetcherOptions
{
    size_t batch_blocks = 32;
    std::chrono::milliseconds poll_interval{250};
    /// A branch with more logs is swapped up to there, and goes on by appending: memory is bounded,
    /// whatever a node makes up.
    size_t max_branch_logs = 1'000'000;
    size_t quorum = 1;  // So many nodes must have a block before it is indexed.
    StartRule start;
    std::optional<BlockId> genesis;  // What the nodes must have, when it is known.
};

/// The nodes of one chain, in order of preference.
struct ChainNodes
{
    std::vector<std::unique_ptr<chain::BlockSource>> execution;  // At least one.
    std::unique_ptr<chain::LabelSource> labels;                  // Asked once, for the anchor.
};

/// What all fetchers share. The references outlive the fetchers.
struct FetcherServices
{
    storage::ViewSource& views;
    EventSink& sink;
    Anchors& anchors;
    StatusBoard& board;
    std::function<Anchors::Clock::time_point()> clock = &Anchors::Clock::now;
};

/// Each step() is one round of questions; a thread or a test calls it. For one thread at a time.
class Fetcher
{
public:
    Fetcher(ChainConfig chain, FetcherOptions options, ChainNodes nodes, FetcherServices services);

    /// Does one round and returns how long to wait before the next.
    [[nodiscard]] std::chrono::milliseconds step();
    /// The chain's execution nodes, for who looks after those that are not in use.
    [[nodiscard]] NodeSet& nodes() noexcept { return node_set_; }
    /// For who hears of new blocks. An announcement takes effect with the next step.
    [[nodiscard]] WakeUp& wake_up() noexcept { return wake_up_; }

private:
    /// What keeps a round from succeeding.
    struct Trouble
    {
        ChainState state = ChainState::troubled;
        std::string message;
        bool refused_block = false;
        bool stopping = false;  // Nothing is wrong: the service stops.
        bool of_node = true;    // Else of the index.
        /// What the node asks to be left alone for.
        std::chrono::seconds retry_after{0};
    };
    enum class Progress
    {
        idle,  // nothing to do before the next poll
        more,  // more blocks are there already
    };
    /// How a node's head that is not above the index's tip relates to the index.
    enum class Standing
    {
        same_branch,  // it is indexed
        forked,       // another block is
        below_safe,   // below what is indexed, safe or final
    };
    /// The block below which nothing may be replaced.
    struct Floor
    {
        BlockSeal block;
        bool is_finalized = false;  // Else it is the first indexed one.
    };
    template <typename T>
    using Outcome = tl::expected<T, Trouble>;

    [[nodiscard]] static Trouble trouble_of(const chain::Error& error);
    [[nodiscard]] static Trouble trouble_of(const storage::Error& error);

    [[nodiscard]] std::optional<std::chrono::milliseconds> heed_announcement();
    [[nodiscard]] Outcome<Progress> advance();
    void choose_node();
    [[nodiscard]] Outcome<void> confirm_node();
    [[nodiscard]] Outcome<BlockSeal> find_node_head();
    [[nodiscard]] Outcome<BlockSeal> within_reach(const BlockSeal& node_head);
    [[nodiscard]] Outcome<void> load_tip();
    [[nodiscard]] Outcome<Progress> begin();
    [[nodiscard]] Outcome<BlockSeal> find_anchor(const chain::Labels& labels);
    [[nodiscard]] Outcome<BlockSeal> find_young_anchor();
    [[nodiscard]] Outcome<Progress> extend(const BlockSeal& node_head);
    [[nodiscard]] Outcome<Progress> settle(const BlockSeal& node_head);
    [[nodiscard]] Outcome<Progress> reconcile(const BlockSeal& node_head);
    [[nodiscard]] Outcome<Standing> standing_of(const BlockSeal& node_head);
    [[nodiscard]] Outcome<Floor> find_floor();
    [[nodiscard]] Outcome<void> replace_branch(
        const BlockSeal& ancestor, const BlockSeal& node_head);
    [[nodiscard]] Outcome<std::vector<BlockDigest>> fetch(uint64_t first, uint64_t last);
    [[nodiscard]] Outcome<void> check_spacing(
        const BlockSeal& parent, const BlockSeal& block) const;
    [[nodiscard]] Outcome<void> check_anchor(const BlockSeal& block) const;
    /// False, with a stall, while too few nodes have the block.
    [[nodiscard]] Outcome<bool> is_agreed(const BlockId& block);
    [[nodiscard]] Outcome<bool> count_votes(const BlockId& block,
        const std::map<Hash32, std::vector<size_t>>& votes, const std::string& silent);
    void tell_disagreement(const std::string& what);
    /// Brings the event's blocks to the index, and counts them.
    [[nodiscard]] Outcome<void> submit(IndexEvent event);

    std::chrono::milliseconds stumble(const Trouble& trouble);
    void note_progress(const BlockId& node_head);
    chain::BlockSource& source() { return *nodes_.execution[active_]; }

    const ChainConfig chain_;
    const std::string name_;  // "chain 901", for logs
    const FetcherOptions options_;
    ChainNodes nodes_;
    FetcherServices services_;

    NodeSet node_set_;
    WakeUp wake_up_;
    TipClock tip_clock_;
    TipClock::Time next_round_{};  // When it is to take place, unless a block is announced.
    bool is_resting_ = false;      // Until then, because of trouble: nothing shortens that.
    CatchUpPace pace_;
    size_t active_ = 0;            // The node in use.
    bool node_confirmed_ = false;  // Of the node in use, since its last trouble.
    std::optional<BlockSeal>
        tip_;  // Of the index, as of this round; nullopt when nothing is indexed.
    std::optional<BlockId> anchor_;      // Known from when the index is to begin.
    std::optional<BlockSeal> far_head_;  // Of the node in use, as seen last.
    uint32_t rounds_on_head_ = 0;        // Since it was seen.
    uint32_t shorter_polls_ = 0;  // Polls in a row in which the node's head was behind our tip.
    /// How far enough other nodes had come when they lacked a block; until the next round.
    std::optional<uint64_t> reach_;
    std::string stall_;             // Why this round brought nothing, although there is more.
    bool stall_is_of_node_ = true;  // Else of several that do not agree.
    uint32_t stalled_rounds_ = 0;   // Such rounds in a row.
    Backoff backoff_;
};
}  // namespace interlock::server
