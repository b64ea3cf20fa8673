// Who acts next, in simulated time.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "tests/sim/context.hpp"

namespace interlock::sim
{
/// For one thread.
class Scheduler
{
public:
    /// Does something and says after how many milliseconds it wants to act again.
    using Action = std::function<uint64_t()>;

    explicit Scheduler(Context& context) : context_{context} {}

    void add(uint64_t first_in_ms, Action action)
    {
        actors_.push_back({context_.now_ms + first_in_ms, std::move(action)});
    }

    /// Lets everybody act whose turn comes within the time, or until somebody ends it.
    void run_for(uint64_t duration_ms)
    {
        const auto end_ms = context_.now_ms + duration_ms;
        for (;;)
        {
            auto& next = *std::min_element(actors_.begin(), actors_.end(),
                [](const Actor& a, const Actor& b) { return a.next_ms < b.next_ms; });
            if (next.next_ms > end_ms)
                break;
            context_.now_ms = std::max(context_.now_ms, next.next_ms);
            next.next_ms = context_.now_ms + next.action();
        }
        context_.now_ms = end_ms;
    }

private:
    struct Actor
    {
        uint64_t next_ms = 0;
        Action action;
    };

    Context& context_;
    std::vector<Actor> actors_;
};
}  // namespace interlock::sim
