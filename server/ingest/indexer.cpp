#include "server/ingest/indexer.hpp"

#include <algorithm>

namespace interlock::server
{
namespace
{
using storage::ClaimedLevel;
using storage::Result;
using storage::Step;

bool is_active_anywhere(const DependencySet& set, uint64_t timestamp_s)
{
    return std::any_of(set.chains().begin(), set.chains().end(),
        [&](const ChainConfig& chain) { return is_active(chain, timestamp_s); });
}

/// Only blocks with nothing but deposits replace others, where messages can make a block invalid.
Result<void> append_all(Step& step, const DependencySet& set, const ChainId& chain,
    const std::vector<BlockDigest>& blocks)
{
    for (const auto& block : blocks)
    {
        auto done = step.append(chain, block);
        if (done && block.only_deposits && is_active_anywhere(set, block.seal.timestamp_s))
            done = step.put_late(chain, block.seal.id.number);
        if (!done)
            return done;
    }
    return {};
}

/// Blocks that were here while their node did not call them local-safe: what they replaced, if
/// anything, was here before them.
Result<void> see_before_safe(Step& step, const UpdateLabels& event)
{
    const auto& local_safe = event.labels.local_safe;
    if (!event.labels.current_l1)
        return {};  // Of an execution node: what it calls safe may be lower than local-safe.
    if (!local_safe || !event.seen_up_to || *event.seen_up_to <= local_safe->number)
        return {};
    return step.drop_late(event.chain, local_safe->number, *event.seen_up_to);
}

Result<void> put_claim(
    Step& step, const ChainId& chain, ClaimedLevel level, const std::optional<BlockId>& claim)
{
    return claim ? step.put_claim(chain, level, *claim) : Result<void>{};
}

/// The L1 block is kept for a block that is indexed; a later telling covers one that is not yet.
Result<void> put_derived(
    Step& step, const ChainId& chain, const std::optional<chain::DerivedBlock>& derived)
{
    if (!derived)
        return {};
    const auto block = step.block(chain, derived->l2.number);
    if (!block)
        return tl::unexpected{block.error()};
    if (!*block || (*block)->seal.id != derived->l2)
        return {};
    return step.put_derived(chain, derived->l2.number, derived->l1);
}

Result<ChainMoved> apply_to(Step& step, const DependencySet& set, const BeginIndex& event)
{
    const auto covered = std::to_string(event.covered_since_s);
    return step.put_setting(covered_since_key(event.chain), covered)
        .and_then([&] { return step.put_anchor(event.chain, event.anchor); })
        .and_then([&] { return append_all(step, set, event.chain, event.blocks); })
        .map(
            [&] {
                return ChainMoved{event.chain, std::nullopt};
            });
}

Result<ChainMoved> apply_to(Step& step, const DependencySet& set, const AppendBlocks& event)
{
    return append_all(step, set, event.chain, event.blocks)
        .map(
            [&] {
                return ChainMoved{event.chain, std::nullopt};
            });
}

Result<ChainMoved> apply_to(Step& step, const DependencySet& set, const ReplaceBranch& event)
{
    return step.rewind(event.chain, event.ancestor)
        .and_then([&] { return append_all(step, set, event.chain, event.blocks); })
        .map(
            [&] {
                return ChainMoved{event.chain, event.ancestor};
            });
}

Result<ChainMoved> apply_to(Step& step, const DependencySet&, const UpdateLabels& event)
{
    const auto& chain = event.chain;
    const auto& labels = event.labels;
    const auto& safe_heads = event.safe_heads;
    const auto confirmed =
        safe_heads ? apply_safe_heads(step, chain, *safe_heads) : Result<bool>{false};
    if (!confirmed)
        return tl::unexpected{confirmed.error()};
    std::optional<storage::ClaimedL1> l1;
    if (labels.current_l1)
        l1 = {*labels.current_l1, *confirmed};
    return put_claim(step, chain, ClaimedLevel::local_safe, labels.local_safe)
        .and_then(
            [&] { return labels.local_safe ? step.put_claimed_l1(chain, l1) : Result<void>{}; })
        .and_then([&] { return put_claim(step, chain, ClaimedLevel::safe, labels.safe); })
        .and_then([&] { return put_claim(step, chain, ClaimedLevel::finalized, labels.finalized); })
        .and_then([&] { return put_derived(step, chain, labels.derived); })
        .and_then([&] { return see_before_safe(step, event); })
        .map(
            [&] {
                return ChainMoved{chain, std::nullopt};
            });
}

/// Where the index of the chain began, for a start that names the block.
Result<void> remember_begin(Step& step, const ChainId& chain)
{
    const auto known = step.setting(begun_at_key(chain));
    const auto first = step.first(chain);
    if (!known || !first)
        return tl::unexpected{known ? first.error() : known.error()};
    if (*known || !*first)
        return {};
    return step.put_setting(begun_at_key(chain), std::to_string((*first)->seal.id.number));
}

/// Promotion never comes back to blocks below the first one: they are as good as verified.
Result<void> raise_anchor(Step& step, const ChainId& chain, const BlockId& first)
{
    const auto anchor = step.anchor(chain);
    if (!anchor)
        return tl::unexpected{anchor.error()};
    if (!*anchor || (*anchor)->number >= first.number)
        return {};
    return step.put_anchor(chain, first);
}

Result<ChainMoved> apply_to(Step& step, const DependencySet& set, const PruneBlocks& event)
{
    const ChainMoved moved{event.chain, std::nullopt};
    const auto since = kept_since(step, set, event.retention_s);
    if (!since)
        return tl::unexpected{since.error()};
    if (!*since)
        return moved;
    const auto found = find_new_first(step, event.chain, (*since)->timestamp_s, event.bounds);
    if (!found)
        return tl::unexpected{found.error()};
    if (!*found)
        return moved;
    const BlockSeal& first = **found;
    return remember_begin(step, event.chain)
        .and_then([&] { return step.prune(event.chain, first.id.number); })
        .and_then([&] { return raise_anchor(step, event.chain, first.id); })
        .and_then(
            [&] {
                return step.put_setting(
                    covered_since_key(event.chain), std::to_string(first.timestamp_s));
            })
        .map([&] { return moved; });
}
}  // namespace

std::string covered_since_key(const ChainId& chain)
{
    return "covered_since_s." + to_string(chain);
}

std::string begun_at_key(const ChainId& chain)
{
    return "begun_at." + to_string(chain);
}

template <typename Change>
Result<SafetyNews> Indexer::in_a_step(Change change)
{
    auto step = writer_.begin();
    if (!step)
        return tl::unexpected{step.error()};
    auto news = engine_.begin(**step).and_then([&] { return change(**step); });
    if (news)
    {
        if (auto done = (*step)->commit(); !done)
            news = tl::unexpected{done.error()};
    }
    if (!news)
        engine_.forget();  // It has seen what is not in the index.
    return news;
}

Result<SafetyNews> Indexer::apply(const IndexEvent& event, uint64_t now_s)
{
    return in_a_step(
        [&](Step& step)
        {
            return std::visit([&](const auto& known) { return apply_to(step, set_, known); }, event)
                .and_then(
                    [&](const ChainMoved& moved) { return engine_.settle(step, moved, now_s); });
        });
}

Result<SafetyNews> Indexer::settle(uint64_t now_s)
{
    return in_a_step([&](Step& step) { return engine_.settle(step, now_s); });
}
}  // namespace interlock::server
