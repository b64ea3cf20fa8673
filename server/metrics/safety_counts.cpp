#include "server/metrics/safety_counts.hpp"

#include <algorithm>

namespace interlock::server
{
SafetyCounts::SafetyCounts(const DependencySet& set)
{
    for (const auto& chain : set.chains())
        chains_.try_emplace(chain.id);
}

void SafetyCounts::count(const SafetyNews& news)
{
    const std::scoped_lock lock{mutex_};
    for (auto& [id, chain] : chains_)
    {
        const bool diverges = is_about(news.alarms.divergences, id);
        chain.counts.divergences += diverges && !chain.diverges ? 1 : 0;
        chain.diverges = diverges;
    }
    for (const auto& change : news.verdicts)
    {
        const auto found = chains_.find(change.chain_id);
        const bool is_invalid = std::holds_alternative<storage::FoundInvalid>(change.change);
        if (is_invalid && found != chains_.end())
            ++found->second.counts.invalid_blocks[static_cast<size_t>(change.view)];
    }
}

ChainSafetyCounts SafetyCounts::of(const ChainId& chain) const
{
    const std::scoped_lock lock{mutex_};
    return chains_.at(chain).counts;
}
}  // namespace interlock::server
