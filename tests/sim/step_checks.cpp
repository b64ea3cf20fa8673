#include "tests/sim/step_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::sim
{
namespace
{
using server::IndexEvent;
using server::SafetyNews;

constexpr size_t kEnough = 10'000;

[[noreturn]] void fail(const std::string& what)
{
    throw Broken{what};
}

bool is_back(const std::optional<BlockSeal>& before, const std::optional<BlockSeal>& now)
{
    if (!before)
        return false;
    return !now || now->id.number < before->id.number ||
           (now->id.number == before->id.number && now->id != before->id);
}

std::string number_of(const std::optional<BlockSeal>& head)
{
    return head ? std::to_string(head->id.number) : "nothing";
}

std::optional<BlockSeal> higher(
    const std::optional<BlockSeal>& a, const std::optional<BlockSeal>& b)
{
    if (!a || !b)
        return a ? a : b;
    return a->id.number >= b->id.number ? a : b;
}

}  // namespace

StepChecks::StepChecks(Context& context, const World& world, const Network& network)
  : context_{context}, world_{world}, story_{context, world, network}, mirror_{world}
{
    before_.chains.resize(world.size());
}

void StepChecks::opened(const storage::View& view, const std::optional<IndexEvent>& maybe)
{
    auto now = read_snapshot(view, world_.set());
    check_final(now);
    if (now == before_)
        return;
    // Half a step must never be there; the whole one may.
    if (!maybe)
        fail("the index is not as it was before it was closed");
    if (now.last_head_change < before_.last_head_change ||
        now.last_verdict_change < before_.last_verdict_change)
        fail("a journal went back when the index was opened");
    mirror_.take(*maybe);
    for (size_t place = 0; place < world_.size(); ++place)
        check_chain(view, place, now);
    check_moves(*maybe, now);
    check_head_journal(view, now);
    before_ = std::move(now);
}

void StepChecks::settled(const storage::View& view)
{
    if (read_snapshot(view, world_.set()) != before_)
        fail("settling without an event changed the index");
}

void StepChecks::committed(
    const storage::View& view, const IndexEvent& event, const SafetyNews& news)
{
    story_.tell(event, mirror_, before_);
    mirror_.take(event);
    auto now = read_snapshot(view, world_.set());
    for (size_t place = 0; place < world_.size(); ++place)
        check_chain(view, place, now);
    check_final(now);
    check_moves(event, now);
    check_head_journal(view, now);
    check_verdict_journal(view, news, now);
    story_.tell(news, mirror_, {before_, now});
    before_ = std::move(now);
    if (!mirror_.is_complete())
        return;
    context_.tally.count("checks: with the model, after a step");
    if (const auto difference = differ_from_model(mirror_, before_, world_))
        fail("after a step: " + *difference);
}

void StepChecks::check_chain(const storage::View& view, size_t place, const Snapshot& now) const
{
    const auto& chain = now.chains[place];
    const auto id = to_string(world_.chain(place).config().id);
    if (const auto broken = server::find_broken_order(chain.heads))
        fail("chain " + id + ": " + *broken);
    for (const auto level : kSafetyLevels)
    {
        const auto& head = chain.head(level);
        if (!head || head == before_.chains[place].head(level))
            continue;
        const auto block = must(view.block(world_.chain(place).config().id, head->id.number));
        if (!block || block->seal != *head)
            fail(fmt::format("chain {}: its {} head is not indexed", id, to_string(level)));
    }
    for (const auto cross_view : kCrossViews)
        check_pending(view, place, now, cross_view);
    const auto verified = [&](CrossView cross_view) -> std::optional<BlockSeal>
    {
        const auto& progress = chain.progress[static_cast<size_t>(cross_view)];
        return progress ? std::optional{progress->verified} : std::nullopt;
    };
    const auto safe = higher(verified(CrossView::safe), chain.head(SafetyLevel::finalized));
    if (chain.head(SafetyLevel::safe) != safe)
        fail("chain " + id + ": its safe head is not what was promoted");
    if (chain.head(SafetyLevel::cross_unsafe) != higher(verified(CrossView::unsafe), safe))
        fail("chain " + id + ": its cross-unsafe head is not what was promoted");
}

void StepChecks::check_pending(
    const storage::View& view, size_t place, const Snapshot& now, CrossView cross_view) const
{
    const auto& chain = now.chains[place];
    const auto& progress = chain.progress[static_cast<size_t>(cross_view)];
    if (!progress)
        return;
    const auto& id = world_.chain(place).config().id;
    const auto& tip = chain.head(local_level(cross_view));
    const bool has_next = tip && progress->verified.id.number < tip->id.number;
    if (has_next != progress->pending.has_value())
        fail(fmt::format("chain {}: {} is verified up to {} of {}, and {} is pending",
            to_string(id), to_string(cross_level(cross_view)), progress->verified.id.number,
            number_of(tip), progress->pending ? "a block" : "nothing"));
    if (!has_next)
        return;
    const auto next = must(view.block(id, progress->verified.id.number + 1));
    if (!next || next->seal != progress->pending->block)
        fail("chain " + to_string(id) + ": the pending block is not the next one");
}

void StepChecks::check_final(const Snapshot& now) const
{
    for (size_t place = 0; place < world_.size(); ++place)
    {
        const auto& was = before_.chains[place].head(SafetyLevel::finalized);
        const auto& is = now.chains[place].head(SafetyLevel::finalized);
        const auto* truth = is ? world_.branch(place).find(is->id.number) : nullptr;
        if (is_back(was, is))
            fail("a finalized head moved back");
        if (is && (truth == nullptr || truth->seal != *is || is->id.number > world_.floor(place)))
            fail("a finalized head is of a block that is not final");
    }
}

StepChecks::Loss StepChecks::loss_in(const IndexEvent& event, const Snapshot& now) const
{
    const auto place = world_.place_of(server::chain_of(event));
    const auto& was = before_.chains[place];
    const auto is_above = [&](SafetyLevel level, uint64_t number)
    { return was.head(level) && was.head(level)->id.number > number; };
    Loss out;
    if (const auto* other = std::get_if<server::ReplaceBranch>(&event))
    {
        out.of_unsafe = is_above(SafetyLevel::unsafe, other->ancestor);
        out.of_safe = is_above(SafetyLevel::local_safe, other->ancestor);
    }
    if (is_back(was.head(SafetyLevel::local_safe), now.chains[place].head(SafetyLevel::local_safe)))
        out.of_safe = true;
    return out;
}

/// A head moves back only when some view lost blocks in this very step.
void StepChecks::check_moves(const IndexEvent& event, const Snapshot& now) const
{
    const auto loss = loss_in(event, now);
    const auto mover = world_.place_of(server::chain_of(event));
    const auto* labels = std::get_if<server::UpdateLabels>(&event);
    for (size_t place = 0; place < world_.size(); ++place)
    {
        for (const auto level : kSafetyLevels)
        {
            const auto& was = before_.chains[place].head(level);
            const auto& is = now.chains[place].head(level);
            if (!is_back(was, is))
                continue;
            const bool is_own = place == mover;
            const bool is_allowed = (level == SafetyLevel::unsafe && is_own && loss.of_unsafe) ||
                                    (level == SafetyLevel::cross_unsafe && loss.of_unsafe) ||
                                    (level == SafetyLevel::local_safe && is_own &&
                                        (loss.of_unsafe || labels != nullptr)) ||
                                    (level == SafetyLevel::safe && loss.of_safe);
            if (!is_allowed)
                fail(
                    fmt::format("chain {}: its {} head moved from {} back to {} although nothing "
                                "that it rests on was lost",
                        to_string(world_.chain(place).config().id), to_string(level),
                        number_of(was), number_of(is)));
        }
    }
}

/// Exactly the heads that changed are in the journal, in one run of numbers.
void StepChecks::check_head_journal(const storage::View& view, const Snapshot& now) const
{
    const auto changes = must(view.head_changes(before_.last_head_change, kEnough));
    auto last = before_.last_head_change;
    std::set<std::pair<size_t, SafetyLevel>> changed;
    for (const auto& change : changes)
    {
        if (last != 0 && change.sequence != last + 1)
            fail("the journal of heads has a gap");
        last = change.sequence;
        const auto place = world_.place_of(change.chain_id);
        const bool is_first = changed.emplace(place, change.level).second;
        if (!is_first || now.chains[place].head(change.level) != change.block)
            fail("the journal of heads tells another head than the index has");
    }
    if (last != now.last_head_change)
        fail("the journal of heads does not end where it says");
    for (size_t place = 0; place < world_.size(); ++place)
    {
        for (const auto level : kSafetyLevels)
        {
            const bool is_same = before_.chains[place].head(level) == now.chains[place].head(level);
            if (is_same == changed.contains({place, level}))
                fail(fmt::format(
                    "the journal of heads has not what changed: chain {}, {}, from {} to {}",
                    to_string(world_.chain(place).config().id), to_string(level),
                    number_of(before_.chains[place].head(level)),
                    number_of(now.chains[place].head(level))));
        }
    }
}

void StepChecks::check_verdict_journal(
    const storage::View& view, const SafetyNews& news, const Snapshot& now) const
{
    auto changes = must(view.verdict_changes(before_.last_verdict_change, kEnough));
    auto last = before_.last_verdict_change;
    for (auto& change : changes)
    {
        if (last != 0 && change.sequence != last + 1)
            fail("the journal of verdicts has a gap");
        last = std::exchange(change.sequence, 0);
    }
    if (last != now.last_verdict_change || changes != news.verdicts)
        fail("the journal of verdicts has not what was told");
}
}  // namespace interlock::sim
