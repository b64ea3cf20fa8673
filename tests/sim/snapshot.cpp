#include "tests/sim/snapshot.hpp"

namespace interlock::sim
{
Snapshot read_snapshot(const storage::View& view, const DependencySet& set)
{
    Snapshot out;
    for (const auto& chain : set.chains())
    {
        auto& known = out.chains.emplace_back();
        for (const auto level : kSafetyLevels)
        {
            const auto head = must(view.head(chain.id, level));
            if (head)
                known.heads[static_cast<size_t>(level)] = head->seal;
        }
        for (const auto cross_view : kCrossViews)
            known.progress[static_cast<size_t>(cross_view)] =
                must(view.progress(chain.id, cross_view));
    }
    out.last_head_change = must(view.head_journal()).last;
    out.last_verdict_change = must(view.verdict_journal()).last;
    return out;
}
}  // namespace interlock::sim
