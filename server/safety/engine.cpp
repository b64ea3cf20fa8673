#include "server/safety/engine.hpp"

#include <algorithm>

#include "server/safety/original_block.hpp"

namespace interlock::server
{
using storage::PendingBlock;
using storage::Progress;
using storage::Result;

namespace
{
/// Under which rules the heads of the index were promoted.
constexpr const char* kRulesKey = "promotion_rules";

std::string describe_rules(const DependencySet& set)
{
    std::string out = "window " + std::to_string(set.expiry_window_s());
    for (const auto& chain : set.chains())
    {
        out += "; " + to_string(chain.id) + " every " + std::to_string(chain.block_time_s) +
               " from " + (chain.activation_s ? std::to_string(*chain.activation_s) : "never");
    }
    return out;
}

/// The block when it is the indexed one of its number.
Result<std::optional<BlockSeal>> indexed(
    const storage::View& index, const ChainId& chain, const std::optional<BlockId>& id)
{
    if (!id)
        return std::nullopt;
    const auto block = index.block(chain, id->number);
    if (!block)
        return tl::unexpected{block.error()};
    return *block && (*block)->seal.id == *id ? std::optional{(*block)->seal} : std::nullopt;
}

Result<std::optional<BlockSeal>> claimed(
    const storage::View& index, const ChainId& chain, storage::ClaimedLevel level)
{
    return index.claim(chain, level)
        .and_then(
            [&](const std::optional<BlockId>& claim) { return indexed(index, chain, claim); });
}

Result<std::optional<BlockSeal>> head(
    const storage::View& index, const ChainId& chain, SafetyLevel level)
{
    return index.head(chain, level)
        .map([](const std::optional<storage::BlockRecord>& block)
            { return block ? std::optional{block->seal} : std::nullopt; });
}

std::optional<BlockSeal> later(const std::optional<BlockSeal>& a, const std::optional<BlockSeal>& b)
{
    if (!a || !b)
        return a ? a : b;
    return a->id.number >= b->id.number ? a : b;
}

std::optional<BlockSeal> earlier(
    const std::optional<BlockSeal>& a, const std::optional<BlockSeal>& b)
{
    if (!a || !b)
        return std::nullopt;
    return a->id.number <= b->id.number ? a : b;
}
}  // namespace

SafetyEngine::SafetyEngine(const DependencySet& set)
  : set_{set}, views_{Promotion{set, CrossView::unsafe}, Promotion{set, CrossView::safe}}
{
}

Result<SafetyNews> SafetyEngine::settle(storage::Step& step, uint64_t now_s)
{
    std::set<Place> all;
    for (Place place = 0; place < set_.chains().size(); ++place)
    {
        if (auto done = begin_at_anchor(step, place); !done)
            return tl::unexpected{done.error()};
        all.insert(place);
    }
    return finish(step, std::move(all), now_s);
}

Result<SafetyNews> SafetyEngine::settle(
    storage::Step& step, const ChainMoved& moved, uint64_t now_s)
{
    const auto place = place_of(promotion(CrossView::unsafe).fronts(), moved.chain_id);
    if (!place)
        return SafetyNews{};
    const auto safe_kept = take_local_safe(step, *place, moved.kept);
    if (!safe_kept)
        return tl::unexpected{safe_kept.error()};
    if (auto done = promotion(CrossView::unsafe).move(step, *place, moved.kept); !done)
        return tl::unexpected{done.error()};
    if (auto done = promotion(CrossView::safe).move(step, *place, *safe_kept); !done)
        return tl::unexpected{done.error()};
    if (auto done = begin_at_anchor(step, *place); !done)
        return tl::unexpected{done.error()};
    return finish(step, {*place}, now_s);
}

Result<void> SafetyEngine::begin(storage::Step& step)
{
    if (loaded_)
        return {};
    if (auto done = apply_rules(step); !done)
        return done;
    for (auto& view : views_)
    {
        if (auto done = view.load(step); !done)
            return done;
    }
    const auto count = set_.chains().size();
    served_.assign(count, {});
    divergences_.assign(count, std::nullopt);
    halts_.assign(count, std::nullopt);
    for (auto& told : told_)
        told.assign(count, std::nullopt);
    for (Place place = 0; place < count; ++place)
    {
        const auto& chain = set_.chains()[place].id;
        for (const auto level : kSafetyLevels)
        {
            const auto served = head(step, chain, level);
            if (!served)
                return tl::unexpected{served.error()};
            served_[place][static_cast<size_t>(level)] = *served;
        }
        for (const auto view : kCrossViews)
        {
            const auto progress = step.progress(chain, view);
            if (!progress)
                return tl::unexpected{progress.error()};
            if (*progress)
                told_[static_cast<size_t>(view)][place] = (*progress)->pending;
        }
        if (auto done = find_alarms(step, place); !done)
            return done;
    }
    loaded_ = true;
    return {};
}

/// Heads that were promoted under other rules are promoted anew, from what is final.
Result<void> SafetyEngine::apply_rules(storage::Step& step)
{
    const auto rules = describe_rules(set_);
    const auto before = step.setting(kRulesKey);
    if (!before)
        return tl::unexpected{before.error()};
    if (*before == rules)
        return {};
    for (const auto& chain : set_.chains())
    {
        const auto final = head(step, chain.id, SafetyLevel::finalized);
        const auto begun = step.progress(chain.id, CrossView::safe);
        if (!final || !begun)
            return tl::unexpected{final ? begun.error() : final.error()};
        if (!*final || !*begun)
            continue;
        if (auto done = step.put_anchor(chain.id, (*final)->id); !done)
            return done;
        if (auto done = step.drop_messages_l1(chain.id, (*final)->id.number); !done)
            return done;
        for (const auto view : kCrossViews)
        {
            if (auto done = step.put_progress(chain.id, view, {.verified = **final}); !done)
                return done;
        }
    }
    return step.put_setting(kRulesKey, rules);
}

/// Promotion of a chain begins when its anchor is indexed. What is final was verified by the
/// network; nothing else is taken for verified.
Result<void> SafetyEngine::begin_at_anchor(storage::Step& step, Place place)
{
    const auto& chain = set_.chains()[place].id;
    if (promotion(CrossView::safe).fronts()[place].verified)
        return {};
    const auto known = step.anchor(chain);
    if (!known)
        return tl::unexpected{known.error()};
    // An index that was begun without one takes the first block that a node calls final.
    const auto anchor = *known ? indexed(step, chain, *known)
                               : claimed(step, chain, storage::ClaimedLevel::finalized);
    if (!anchor || !*anchor)
        return anchor.map([](const auto&) {});
    const auto safe = head(step, chain, SafetyLevel::local_safe);
    if (!safe)
        return tl::unexpected{safe.error()};
    auto done = step.put_anchor(chain, (*anchor)->id);
    if (done && later(*safe, *anchor) == *anchor)
        done = step.set_head(chain, SafetyLevel::local_safe, (*anchor)->id);
    if (done)
        done = step.set_head(chain, SafetyLevel::finalized, (*anchor)->id);
    if (!done)
        return done;
    for (auto& view : views_)
    {
        view.begin(place, **anchor);
        if (auto moved = view.move(step, place, std::nullopt); !moved)
            return moved;
    }
    return {};
}

/// Moves the local-safe head to where the chain's node says it is, as soon as that block is
/// indexed. Returns above which block the safe view has lost blocks.
Result<std::optional<uint64_t>> SafetyEngine::take_local_safe(
    storage::Step& step, Place place, std::optional<uint64_t> kept)
{
    const auto& chain = set_.chains()[place].id;
    const auto before = promotion(CrossView::safe).fronts()[place].tip;
    const auto stored = head(step, chain, SafetyLevel::local_safe);
    const auto claim = claimed(step, chain, storage::ClaimedLevel::local_safe);
    const auto final = head(step, chain, SafetyLevel::finalized);
    for (const auto* read : {&stored, &claim, &final})
    {
        if (!*read)
            return tl::unexpected{read->error()};
    }
    // What is final stays local-safe, whatever a node says.
    const auto now = *claim ? later(*claim, *final) : *stored;
    if (now && now != *stored)
    {
        if (auto done = step.set_head(chain, SafetyLevel::local_safe, now->id); !done)
            return tl::unexpected{done.error()};
    }
    if (!before || !now)
        return std::nullopt;
    const auto lowest = std::min(now->id.number, kept.value_or(UINT64_MAX));
    if (lowest >= before->id.number)
        return std::nullopt;
    if (auto done = step.drop_derived(chain, lowest); !done)
        return tl::unexpected{done.error()};
    return lowest;
}

Result<SafetyNews> SafetyEngine::finish(
    storage::Step& step, std::set<Place> touched, uint64_t now_s)
{
    SafetyNews news;
    for (const auto view : kCrossViews)
    {
        if (auto done = promotion(view).raise(step); !done)
            return tl::unexpected{done.error()};
        const auto changed = promotion(view).take_changed();
        for (const auto place : changed)
        {
            if (auto done = record(step, view, place, now_s, news); !done)
                return tl::unexpected{done.error()};
        }
        touched.insert(changed.begin(), changed.end());
    }
    for (const auto place : touched)
    {
        if (auto done = serve_heads(step, place, now_s); !done)
            return tl::unexpected{done.error()};
        if (auto done = find_alarms(step, place); !done)
            return tl::unexpected{done.error()};
    }
    for (Place place = 0; place < set_.chains().size(); ++place)
    {
        if (divergences_[place])
            news.alarms.divergences.push_back(*divergences_[place]);
        if (halts_[place])
            news.alarms.halts.push_back(*halts_[place]);
    }
    return news;
}

/// Keeps a chain's progress in the index, and what became known about the block after its head.
Result<void> SafetyEngine::record(
    storage::Step& step, CrossView view, Place place, uint64_t now_s, SafetyNews& news)
{
    const auto& chain = set_.chains()[place].id;
    const auto& verified = promotion(view).fronts()[place].verified;
    if (!verified)
        return {};
    auto& told = told_[static_cast<size_t>(view)][place];
    Progress progress{.verified = *verified};
    if (const auto& kept = promotion(view).kept(place))
    {
        const bool is_known =
            told && told->block == kept->block && told->obstacle == kept->obstacle;
        progress.pending =
            PendingBlock{kept->block, kept->obstacle, is_known ? told->since_s : now_s};
    }
    if (auto done = step.put_progress(chain, view, progress); !done)
        return done;
    const auto before = std::exchange(told, progress.pending);
    auto changes = verdict_changes(step, {chain, view}, before, progress.pending);
    if (!changes)
        return tl::unexpected{changes.error()};
    for (auto& change : *changes)
    {
        if (auto done = keep_original(step, change); !done)
            return done;
        change.at_s = now_s;
        if (auto done = step.add_verdict_change(change); !done)
            return done;
        news.verdicts.push_back(std::move(change));
    }
    return {};
}

/// What became of the block that was invalid before, then what is invalid now.
Result<std::vector<storage::VerdictChange>> SafetyEngine::verdict_changes(
    const storage::View& index, const ChainView& of, const std::optional<PendingBlock>& before,
    const std::optional<PendingBlock>& now) const
{
    const auto fault_of = [](const std::optional<PendingBlock>& pending)
    { return pending ? std::get_if<Fault>(&pending->obstacle) : nullptr; };
    const auto* was = fault_of(before);
    const auto* is = fault_of(now);
    const bool is_same_block = was != nullptr && is != nullptr && before->block == now->block;
    std::vector<storage::VerdictChange> out;
    if (was != nullptr && !is_same_block)
    {
        const auto there = index.block(of.chain_id, before->block.id.number);
        if (!there)
            return tl::unexpected{there.error()};
        auto& change = out.emplace_back(storage::VerdictChange{.chain_id = of.chain_id,
            .view = of.view,
            .block = before->block,
            .change = storage::Withdrawn{}});
        if (*there && (*there)->seal.id != before->block.id)
            change.change = storage::ReplacedBy{(*there)->seal.id.hash};
    }
    if (is != nullptr && !(is_same_block && *was == *is))
    {
        const auto place = *place_of(promotion(of.view).fronts(), of.chain_id);
        const auto& log = promotion(of.view).open_block(place)->message_at(is->log_index);
        out.push_back({.chain_id = of.chain_id,
            .view = of.view,
            .block = now->block,
            .change = storage::FoundInvalid{*is, log}});
    }
    return out;
}

Result<void> SafetyEngine::serve_heads(storage::Step& step, Place place, uint64_t now_s)
{
    const auto& chain = set_.chains()[place].id;
    const auto heads = heads_now(step, place);
    if (!heads)
        return tl::unexpected{heads.error()};
    check_heads(chain, *heads);
    for (const auto level : kSafetyLevels)
    {
        const auto& now = (*heads)[static_cast<size_t>(level)];
        if (!now)
            continue;
        const auto stored = head(step, chain, level);
        if (!stored)
            return tl::unexpected{stored.error()};
        if (level != SafetyLevel::unsafe && *stored != now)
        {
            if (auto done = step.set_head(chain, level, now->id); !done)
                return done;
        }
        auto& served = served_[place][static_cast<size_t>(level)];
        if (served == now)
            continue;
        served = now;
        const storage::HeadChange change{
            .at_s = now_s, .chain_id = chain, .level = level, .block = *now};
        if (auto done = step.add_head_change(change); !done)
            return done;
    }
    return {};
}

/// What is final is safe, and what is safe is cross-unsafe, also while a chain is halted.
Result<ChainHeads> SafetyEngine::heads_now(storage::Step& step, Place place) const
{
    const auto& chain = set_.chains()[place].id;
    const auto local = head(step, chain, SafetyLevel::unsafe);
    const auto local_safe = head(step, chain, SafetyLevel::local_safe);
    const auto finalized = final_head(step, place);
    for (const auto* read : {&local, &local_safe, &finalized})
    {
        if (!*read)
            return tl::unexpected{read->error()};
    }
    const auto safe = later(promotion(CrossView::safe).fronts()[place].verified, *finalized);
    const auto cross_unsafe = later(promotion(CrossView::unsafe).fronts()[place].verified, safe);
    return ChainHeads{*local, cross_unsafe, *local_safe, safe, *finalized};
}

/// The lower of the node's finalized block and our safe one; it never moves back.
Result<std::optional<BlockSeal>> SafetyEngine::final_head(storage::Step& step, Place place) const
{
    const auto& chain = set_.chains()[place].id;
    const auto before = head(step, chain, SafetyLevel::finalized);
    const auto claim = claimed(step, chain, storage::ClaimedLevel::finalized);
    if (!before || !claim)
        return before ? claim : before;
    return later(*before, earlier(*claim, promotion(CrossView::safe).fronts()[place].verified));
}

Result<void> SafetyEngine::find_alarms(const storage::View& index, Place place)
{
    const auto& chain = set_.chains()[place].id;
    const auto divergence = find_divergence(index, chain);
    const auto finalized = head(index, chain, SafetyLevel::finalized);
    if (!divergence || !finalized)
        return tl::unexpected{divergence ? finalized.error() : divergence.error()};
    divergences_[place] = *divergence;
    halts_[place].reset();
    const auto& verified = promotion(CrossView::safe).fronts()[place].verified;
    if (*finalized && verified && verified->id.number < (*finalized)->id.number)
        halts_[place] = Halt{chain, **finalized, *verified};
    return {};
}
}  // namespace interlock::server
