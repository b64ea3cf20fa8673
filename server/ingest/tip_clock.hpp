// When to look for a chain's next block: seldom while it cannot be there yet, often when it is due,
// at once when it is announced.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace interlock::server
{
/// Polls of a chain that has been caught up with. Announcements are reasons to look, and no more:
/// they make polls fewer only while they come with the blocks. Pure, but for what it was told.
class TipClock
{
public:
    using Time = std::chrono::steady_clock::time_point;
    using Milliseconds = std::chrono::milliseconds;

    struct Pace
    {
        Milliseconds block_time{2'000};
        Milliseconds usual{250};  // Between two polls; a reorg is seen after so long.
        Milliseconds quick{20};   // The same, while a block is due.
    };

    /// Announced in time: a block that was found at most so long after an announcement, …
    static constexpr Milliseconds kLead{250};
    /// … or so long before it. What comes later tells nothing that polls have not found.
    static constexpr Milliseconds kLag{50};
    /// Blocks that must have been announced in time before polls become fewer.
    static constexpr unsigned kBlocksOfProof = 3;
    /// Blocks in a row that were not, after which polls are as before.
    static constexpr unsigned kBlocksOfDoubt = 2;
    /// Announcements that are heeded before one of them brings a block.
    static constexpr unsigned kMaxUnanswered = 16;
    /// How many times as seldom as usual is polled while announcements do the work.
    static constexpr int kRelaxed = 4;

    explicit TipClock(Pace pace) : pace_{pace} {}

    /// A new block was found at the tip.
    void saw_block(Time now)
    {
        if (last_)
            judge(was_announced_);
        was_announced_ = latest_ && now - *latest_ <= kLead;
        last_ = now;
        first_.reset();
        latest_.reset();
        unanswered_ = 0;
    }

    /// A block is announced. Whether to look for it: not when many announcements brought none.
    [[nodiscard]] bool announced(Time now)
    {
        if (last_ && !was_announced_ && now - *last_ <= kLag)
            was_announced_ = true;
        else if (!first_)
            first_ = now;
        latest_ = now;
        return ++unanswered_ <= kMaxUnanswered;
    }

    /// Whether blocks are being announced at all.
    void set_listening(bool listening)
    {
        is_listening_ = listening;
        if (!listening)
            proof_ = doubt_ = 0;
    }

    /// Whether announcements come when blocks do.
    [[nodiscard]] bool is_proven() const { return is_listening_ && proof_ >= kBlocksOfProof; }

    /// How long to wait until the next poll. A block is due from a little before a block time after
    /// the one before until as long after that: one that is later than that may take any time.
    [[nodiscard]] Milliseconds wait(Time now) const
    {
        const auto early = std::min(pace_.usual, pace_.block_time / 10);
        const auto usual = is_proven() ? kRelaxed * pace_.usual : pace_.usual;
        // Announced by another node than the one that is asked, perhaps.
        if (first_ && now - *first_ < 2 * early)
            return std::min(usual, pace_.quick);
        if (!last_ || is_proven())
            return usual;
        const auto since = std::chrono::duration_cast<Milliseconds>(now - *last_);
        const auto due = pace_.block_time - early;
        if (since < due)
            return std::min(usual, due - since);
        return std::min(usual, since < due + 4 * early ? pace_.quick : usual);
    }

private:
    void judge(bool announced)
    {
        if (announced)
        {
            doubt_ = 0;
            proof_ = std::min(proof_ + 1, kBlocksOfProof);
        }
        else if (++doubt_ >= kBlocksOfDoubt)
            proof_ = 0;
    }

    Pace pace_;
    std::optional<Time> last_;    // When the newest block was found.
    bool was_announced_ = false;  // That block, in time.
    std::optional<Time> first_;   // The first and the latest announcement since.
    std::optional<Time> latest_;
    unsigned unanswered_ = 0;
    bool is_listening_ = false;
    unsigned proof_ = 0;
    unsigned doubt_ = 0;
};
}  // namespace interlock::server
