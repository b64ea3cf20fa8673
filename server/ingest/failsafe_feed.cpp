#include "server/ingest/failsafe_feed.hpp"

#include <fmt/format.h>

#include "server/ingest/describe.hpp"
#include "server/ingest/safety_log.hpp"

namespace interlock::server
{
namespace
{
/// The change that found the block after the chain's safe head invalid, if it is.
storage::Result<std::optional<storage::VerdictChange>> find_invalid(
    const storage::View& view, const ChainId& chain)
{
    const auto progress = view.progress(chain, CrossView::safe);
    if (!progress)
        return tl::unexpected{progress.error()};
    if (!*progress || !(*progress)->pending)
        return std::nullopt;
    const auto& [block, obstacle, since_s] = *(*progress)->pending;
    if (!std::holds_alternative<Fault>(obstacle))
        return std::nullopt;
    return view.found_invalid(block.id.hash, CrossView::safe);
}
}  // namespace

FailsafeFeed::FailsafeFeed(const DependencySet& set, Failsafes& failsafes, const StatusBoard& board,
    std::function<uint64_t()> now_s)
  : set_{set}, failsafes_{failsafes}, board_{board}, now_s_{std::move(now_s)}
{
}

storage::Result<void> FailsafeFeed::begin(const storage::View& view)
{
    const std::scoped_lock lock{mutex_};
    std::vector<Divergence> divergences;
    for (const auto& chain : set_.chains())
    {
        auto divergence = find_divergence(view, chain.id);
        const auto invalid = find_invalid(view, chain.id);
        if (!divergence || !invalid)
            return tl::unexpected{divergence ? invalid.error() : divergence.error()};
        if (*divergence)
            divergences.push_back(**std::move(divergence));
        if (*invalid)
            note(**invalid);
    }
    tell_divergences(divergences);
    tell_invalid();
    return {};
}

void FailsafeFeed::tell(const SafetyNews& news)
{
    const std::scoped_lock lock{mutex_};
    tell_divergences(news.alarms.divergences);
    if (news.verdicts.empty())
        return;
    for (const auto& change : news.verdicts)
        note(change);
    tell_invalid();
}

void FailsafeFeed::look_at_nodes()
{
    // Under the lock, so that the last word is the newest.
    const std::scoped_lock lock{mutex_};
    std::vector<FailsafeSighting> seen;
    for (const auto& chain : set_.chains())
    {
        auto what = board_.status(chain.id).disagreement;
        if (!what.empty())
            seen.push_back({FailsafeScope::of(chain.id), std::move(what)});
    }
    failsafes_.observe(FailsafeCause::disagreement, seen, now_s_());
}

void FailsafeFeed::note(const storage::VerdictChange& change)
{
    if (change.view != CrossView::safe)
        return;
    const auto& chain = change.chain_id;
    if (const auto* found = std::get_if<storage::FoundInvalid>(&change.change))
    {
        invalid_[chain] = {change.block.id.hash,
            {scope_of(chain, found->log),
                fmt::format("chain {}: {} is local-safe and invalid: {}", to_string(chain),
                    describe(change.block), describe(found->fault, found->log))}};
        return;
    }
    const auto known = invalid_.find(chain);
    if (known != invalid_.end() && known->second.hash == change.block.id.hash)
        invalid_.erase(known);
}

void FailsafeFeed::tell_divergences(const std::vector<Divergence>& divergences)
{
    std::vector<FailsafeSighting> seen;
    for (const auto& divergence : divergences)
        seen.push_back({scope_of(divergence.chain_id, divergence.log), describe(divergence)});
    failsafes_.observe(FailsafeCause::divergence, seen, now_s_());
}

void FailsafeFeed::tell_invalid()
{
    std::vector<FailsafeSighting> seen;
    for (const auto& [chain, block] : invalid_)
        seen.push_back(block.sighting);
    failsafes_.observe(FailsafeCause::invalid_safe_block, seen, now_s_());
}

FailsafeScope FailsafeFeed::scope_of(const ChainId& chain, const ExecutingLog& log) const
{
    const auto& initiating = log.message.id.at.chain_id;
    if (log.malformed || set_.find(initiating) == nullptr)
        return FailsafeScope::of(chain);
    return FailsafeScope::between(chain, initiating);
}
}  // namespace interlock::server
