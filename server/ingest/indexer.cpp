#include "server/ingest/indexer.hpp"

namespace interlock::server
{
namespace
{
using storage::ClaimedLevel;
using storage::Result;
using storage::Step;

Result<void> append_all(Step& step, const ChainId& chain, const std::vector<BlockDigest>& blocks)
{
    for (const auto& block : blocks)
    {
        if (auto done = step.append(chain, block); !done)
            return done;
    }
    return {};
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

Result<ChainMoved> apply_to(Step& step, const BeginIndex& event)
{
    const auto covered = std::to_string(event.covered_since_s);
    return step.put_setting(covered_since_key(event.chain), covered)
        .and_then([&] { return step.put_anchor(event.chain, event.anchor); })
        .and_then([&] { return append_all(step, event.chain, event.blocks); })
        .map(
            [&] {
                return ChainMoved{event.chain, std::nullopt};
            });
}

Result<ChainMoved> apply_to(Step& step, const AppendBlocks& event)
{
    return append_all(step, event.chain, event.blocks)
        .map(
            [&] {
                return ChainMoved{event.chain, std::nullopt};
            });
}

Result<ChainMoved> apply_to(Step& step, const ReplaceBranch& event)
{
    return step.rewind(event.chain, event.ancestor)
        .and_then([&] { return append_all(step, event.chain, event.blocks); })
        .map(
            [&] {
                return ChainMoved{event.chain, event.ancestor};
            });
}

Result<ChainMoved> apply_to(Step& step, const UpdateLabels& event)
{
    const auto& [chain, labels] = event;
    return put_claim(step, chain, ClaimedLevel::local_safe, labels.local_safe)
        .and_then([&] { return put_claim(step, chain, ClaimedLevel::safe, labels.safe); })
        .and_then([&] { return put_claim(step, chain, ClaimedLevel::finalized, labels.finalized); })
        .and_then([&] { return put_derived(step, chain, labels.derived); })
        .map(
            [&] {
                return ChainMoved{chain, std::nullopt};
            });
}
}  // namespace

std::string covered_since_key(const ChainId& chain)
{
    return "covered_since_s." + to_string(chain);
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
            return std::visit([&](const auto& known) { return apply_to(step, known); }, event)
                .and_then(
                    [&](const ChainMoved& moved) { return engine_.settle(step, moved, now_s); });
        });
}

Result<SafetyNews> Indexer::settle(uint64_t now_s)
{
    return in_a_step([&](Step& step) { return engine_.settle(step, now_s); });
}
}  // namespace interlock::server
