// Follows executing messages from the time that their block is indexed until it is final: what they
// are judged to be, and whether that changes. Deterministic; free of clocks, threads and logging.
#pragma once

#include <deque>

#include "server/metrics/message_counts.hpp"
#include "server/query/judge.hpp"

namespace interlock::server
{
struct LedgerLimits
{
    /// No block is taken up while so many messages are followed: at 12 bytes each, and 64 a block.
    size_t messages = 200'000;
    size_t blocks_a_step = 500;
    size_t verdicts_a_step = 2'000;
    /// With more chains, a pair is told of from its first message on ...
    size_t chains_with_all_pairs = 20;
    /// ... and of more pairs, those that come later are told together for each executing chain.
    size_t pairs = 1'000;
};

/// For one thread at a time.
class MessageLedger
{
public:
    /// The set and the judge outlive it.
    MessageLedger(const DependencySet& set, const Judge& judge, const LedgerLimits& limits = {});

    /// Looks at what is new in the view, within the limits. A chain's blocks are looked at from its
    /// finalized head on, once it is ready. `not_ready` is taken before the view is opened. True:
    /// there is more to do at once.
    [[nodiscard]] storage::Result<bool> step(
        const storage::View& view, const NotReadyChains& not_ready);

    [[nodiscard]] const MessageCounts& counts() const noexcept { return counts_; }

private:
    /// What may bring a message another verdict, beside a reorg.
    enum class Awaited : uint8_t
    {
        nothing,
        an_answer,  // None could be had.
        initiating_chain,
        own_block,
    };
    struct Followed
    {
        uint32_t log_index = 0;
        uint16_t pair = 0;
        uint16_t initiating = 0;  // The chain's place; kNoPlace when it is not in the set.
        MessageState state = MessageState::cannot_tell;
        Awaited awaited = Awaited::an_answer;
        bool is_same_time = false;  // Initiated at its own block's time.
        bool is_due = true;         // To be judged.
    };
    struct Block
    {
        BlockId id;
        std::vector<Followed> messages;  // At least one.
    };
    struct Chain
    {
        std::optional<BlockId> scanned;  // The newest block that was looked at.
        std::deque<Block> blocks;        // By ascending number; not final.
        std::optional<BlockId> tip;      // Of the index, as of the last step.
        // Since messages were last marked as due:
        bool has_moved = false;
        bool was_reorged = false;
    };
    static constexpr uint16_t kNoPlace = UINT16_MAX;

    [[nodiscard]] storage::Result<void> follow(
        const storage::View& view, size_t place, bool is_ready);
    [[nodiscard]] storage::Result<void> note_moves(
        const storage::View& view, size_t place, const BlockId& tip);
    [[nodiscard]] storage::Result<void> take_back(const storage::View& view, size_t place);
    void settle(size_t place, uint64_t final_number);
    [[nodiscard]] storage::Result<void> scan(
        const storage::View& view, size_t place, const BlockId& final, const BlockId& tip);
    [[nodiscard]] storage::Result<BlockId> take_up(
        const storage::View& view, size_t place, uint64_t number);
    void mark_due();
    /// What has happened to any chain.
    struct Moves
    {
        bool any_moved = false;
        bool any_reorged = false;
    };
    [[nodiscard]] bool can_change(const Moves& moves, const Followed& message) const;
    [[nodiscard]] storage::Result<void> judge_due(
        const storage::View& view, const NotReadyChains& not_ready);
    [[nodiscard]] storage::Result<void> judge_block(
        const storage::View& view, const NotReadyChains& not_ready, size_t place, Block& block);
    void take_verdict(Followed& message, const Answer& answer);
    void leave(const Block& block, uint64_t MessagePairCounts::*what);
    [[nodiscard]] uint16_t pair_of(size_t executing, uint16_t initiating);
    [[nodiscard]] uint16_t add_pair(size_t executing, uint16_t initiating);

    const DependencySet& set_;
    const Judge& judge_;
    const LedgerLimits limits_;
    std::vector<Chain> chains_;    // By their place in the set.
    std::vector<uint16_t> pairs_;  // Of each executing and initiating chain, and of no such one.
    MessageCounts counts_;
    size_t messages_ = 0;     // Followed.
    size_t due_ = 0;          // Of them.
    size_t first_place_ = 0;  // The chain whose turn it is to be first.
    size_t blocks_left_ = 0;  // In this step.
    size_t verdicts_left_ = 0;
};
}  // namespace interlock::server
