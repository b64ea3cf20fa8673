#include "tests/sim/rest_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/l1_checks.hpp"
#include "tests/sim/rebuild.hpp"
#include "tests/sim/super_root_checks.hpp"

namespace interlock::sim
{
namespace
{
using storage::ClaimedLevel;

[[noreturn]] void fail(const std::string& what)
{
    throw Broken{"at rest: " + what};
}

std::optional<BlockId> id_of(const std::optional<BlockSeal>& seal)
{
    return seal ? std::optional{seal->id} : std::nullopt;
}

void check_blocks(const storage::View& view, const StepChecks& checks, const World& world)
{
    for (size_t place = 0; place < world.size(); ++place)
    {
        const auto& id = world.chain(place).config().id;
        const auto& branch = world.branch(place);
        if (!checks.mirror().equals(place, branch))
            fail("chain " + to_string(id) + ": the index is not told of the canonical blocks");
        const auto first = must(view.first(id))->seal.id.number;
        for (auto number = first; number <= branch.head_number() + 1; ++number)
        {
            const auto* wanted = branch.find(number);
            const auto block = must(view.block(id, number));
            const bool is_right = wanted == nullptr ? !block
                                                    : block && block->seal == wanted->seal &&
                                                          must(view.log_hashes(id, number)) ==
                                                              wanted->digested.digest.log_hashes;
            if (!is_right)
                fail(fmt::format(
                    "chain {}: block {} is not the canonical one", to_string(id), number));
        }
    }
}

/// Finalized is the lower of what the node calls final and what is safe here.
void check_finalized(const StepChecks& checks, const World& world)
{
    for (size_t place = 0; place < world.size(); ++place)
    {
        const auto& chain = checks.snapshot().chains[place];
        const auto& safe = chain.head(SafetyLevel::safe);
        const auto told = std::max(world.floor(place), checks.mirror().chain(place).anchor.number);
        const auto wanted = std::min(told, safe->id.number);
        if (chain.head(SafetyLevel::finalized)->id.number != wanted)
            fail("the finalized head is not the lower of the told and the safe one");
    }
}

/// The newest that the journal says of an invalid block is that it is.
void check_verdicts(const storage::View& view, const StepChecks& checks)
{
    for (const auto& chain : checks.snapshot().chains)
    {
        for (const auto cross_view : kCrossViews)
        {
            const auto& pending = chain.progress[static_cast<size_t>(cross_view)]->pending;
            const auto* fault = pending ? std::get_if<Fault>(&pending->obstacle) : nullptr;
            if (fault == nullptr)
                continue;
            const auto change = must(view.verdict_on(pending->block.id.hash, cross_view));
            const auto* found =
                change ? std::get_if<storage::FoundInvalid>(&change->change) : nullptr;
            if (found == nullptr || found->fault != *fault)
                fail("the journal has no verdict on a block that is invalid");
        }
    }
}

/// A reorg of L1 that is over before anybody asks again leaves nothing by which it could be seen.
void check_l1(
    Context& context, const World& world, const storage::View& view, const StepChecks& checks)
{
    if (world.has_l1_forks())
        return;
    context.tally.count("checks: of L1 blocks");
    if (const auto low = find_low_l1(view, checks.mirror(), checks.snapshot(), world))
        fail(*low);
}

void check_rebuilt(const StepChecks& checks, const World& world, const Snapshot& rebuilt)
{
    for (size_t place = 0; place < world.size(); ++place)
    {
        const auto id = to_string(world.chain(place).config().id);
        const auto& here = checks.snapshot().chains[place];
        const auto& there = rebuilt.chains[place];
        if (here.heads != there.heads)
            fail("chain " + id + ": heads differ from those of a rebuilt index");
        for (const auto view : kCrossViews)
        {
            const auto& ours = *here.progress[static_cast<size_t>(view)];
            const auto& theirs = *there.progress[static_cast<size_t>(view)];
            const bool is_same =
                ours.verified == theirs.verified &&
                ours.pending.has_value() == theirs.pending.has_value() &&
                (!ours.pending || (ours.pending->block == theirs.pending->block &&
                                      ours.pending->obstacle == theirs.pending->obstacle));
            if (!is_same)
                fail(fmt::format("chain {}: progress ({}) differs from that of a rebuilt index", id,
                    to_string(cross_level(view))));
        }
    }
}

}  // namespace

bool has_arrived(const storage::View& view, const StepChecks& checks, const World& world)
{
    for (size_t place = 0; place < world.size(); ++place)
    {
        const auto& id = world.chain(place).config().id;
        const auto& branch = world.branch(place);
        const auto& chain = checks.snapshot().chains[place];
        const auto local_safe = branch.at(world.local_safe(place)).seal.id;
        const auto finalized = branch.at(world.floor(place)).seal.id;
        if (id_of(chain.head(SafetyLevel::unsafe)) != branch.head().seal.id ||
            id_of(chain.head(SafetyLevel::local_safe)) != local_safe ||
            must(view.claim(id, ClaimedLevel::finalized)) != finalized)
            return false;
    }
    return true;
}

void check_at_rest(Context& context, const World& world, const storage::View& view,
    const StepChecks& checks, const std::filesystem::path& folder)
{
    context.tally.count("checks: at rest");
    check_blocks(view, checks, world);
    if (const auto difference = differ_from_model(checks.mirror(), checks.snapshot(), world))
        fail(*difference);
    check_finalized(checks, world);
    check_verdicts(view, checks);
    check_l1(context, world, view, checks);
    check_super_roots(context, world, view, checks);
    check_rebuilt(checks, world, rebuild(context, world, checks, folder));
}
}  // namespace interlock::sim
