// When to look for a chain's next block: seldom while it cannot be there yet, often when it is due.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace interlock::server
{
/// Polls of a chain that has been caught up with. Pure, but for what it was told.
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

    explicit TipClock(Pace pace) : pace_{pace} {}

    /// A new block was found at the tip.
    void saw_block(Time now) { last_ = now; }

    /// How long to wait until the next poll. A block is due from a little before a block time after
    /// the one before until as long after that: one that is later than that may take any time.
    [[nodiscard]] Milliseconds wait(Time now) const
    {
        if (!last_)
            return pace_.usual;
        const auto early = std::min(pace_.usual, pace_.block_time / 10);
        const auto since = std::chrono::duration_cast<Milliseconds>(now - *last_);
        const auto due = pace_.block_time - early;
        if (since < due)
            return std::min(pace_.usual, due - since);
        return std::min(pace_.usual, since < due + 4 * early ? pace_.quick : pace_.usual);
    }

private:
    Pace pace_;
    std::optional<Time> last_;
};
}  // namespace interlock::server
