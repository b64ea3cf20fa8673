#include "tests/sim/step_story.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::sim
{
namespace
{
/// A fault, and of a cycle, what kind.
std::string describe(const storage::FoundInvalid& found, const ChainId& chain)
{
    std::string reason{to_string(found.fault.reason)};
    if (found.fault.reason != Violation::cycle)
        return reason;
    return reason +
           (found.log.message.id.at.chain_id == chain ? " (of one chain)" : " (of several chains)");
}

std::string number_of(const std::optional<BlockId>& label)
{
    return label ? std::to_string(label->number) : "-";
}

/// Whether the block has a message of its own time to the chain.
bool names(const model::Block& block, const std::string& chain)
{
    return std::any_of(block.executing.begin(), block.executing.end(),
        [&](const model::Message& message)
        { return message.timestamp_s == block.timestamp_s && message.chain == chain; });
}
}  // namespace

void StepStory::tell(const server::IndexEvent& event, const Mirror& mirror, const Snapshot& before)
{
    if (const auto* begin = std::get_if<server::BeginIndex>(&event))
        tell_of(*begin);
    else if (const auto* more = std::get_if<server::AppendBlocks>(&event))
        tell_of(*more);
    else if (const auto* other = std::get_if<server::ReplaceBranch>(&event))
        tell_of(*other, mirror);
    else if (const auto* labels = std::get_if<server::UpdateLabels>(&event))
    {
        tell_of(*labels);
        if (!labels->labels.local_safe)
            return;
        const auto place = world_.place_of(labels->chain);
        const auto& was = before.chains[place].head(SafetyLevel::local_safe);
        if (was && labels->labels.local_safe->number < was->id.number)
            context_.tally.count("labels: local-safe goes back");
        count_label(mirror, place, *labels->labels.local_safe);
    }
}

void StepStory::tell_of(const server::BeginIndex& event)
{
    context_.tally.count("steps: begin");
    count_blocks(event.blocks);
    context_.tell("chain {}: indexed from {} to {}; its anchor is {}", to_string(event.chain),
        event.blocks.front().seal.id.number, event.blocks.back().seal.id.number,
        event.anchor.number);
}

void StepStory::tell_of(const server::AppendBlocks& event)
{
    context_.tally.count("steps: append");
    count_blocks(event.blocks);
    context_.tell(
        "chain {}: indexed up to {}", to_string(event.chain), event.blocks.back().seal.id.number);
}

void StepStory::tell_of(const server::ReplaceBranch& event, const Mirror& mirror)
{
    context_.tally.count("steps: replace");
    count_blocks(event.blocks);
    const auto& blocks = mirror.chain(world_.place_of(event.chain)).blocks;
    const auto taken_back = std::count_if(blocks.begin(), blocks.end(),
        [&](const auto& block) {
            return block->seal.id.number > event.ancestor &&
                   network_.is_forged(block->seal.id.hash);
        });
    if (taken_back > 0)
        context_.tally.count("forged blocks: taken back", static_cast<uint64_t>(taken_back));
    context_.tell("chain {}: {} blocks replace those above {}", to_string(event.chain),
        event.blocks.size(), event.ancestor);
}

void StepStory::tell_of(const server::UpdateLabels& event)
{
    context_.tally.count("steps: labels");
    const auto& labels = event.labels;
    context_.tell("chain {}: local-safe {}, safe {}, finalized {}, told by {}",
        to_string(event.chain), number_of(labels.local_safe), number_of(labels.safe),
        number_of(labels.finalized), labels.source);
}

void StepStory::count_blocks(const std::vector<BlockDigest>& blocks)
{
    for (const auto& block : blocks)
    {
        context_.tally.count("blocks: indexed");
        if (network_.is_forged(block.seal.id.hash))
            context_.tally.count("forged blocks: indexed");
    }
}

/// How a local-safe block that is told relates to what is indexed.
void StepStory::count_label(const Mirror& mirror, size_t place, const BlockId& told)
{
    const auto& blocks = mirror.chain(place).blocks;
    if (blocks.empty() || blocks.back()->seal.id.number < told.number)
        context_.tally.count("labels: ahead of the index");
    else if (std::none_of(blocks.begin(), blocks.end(),
                 [&](const auto& block) { return block->seal.id == told; }))
        context_.tally.count("labels: of another branch");
}

void StepStory::tell(const server::SafetyNews& news, const Mirror& mirror, const Change& change)
{
    for (const auto& verdict : news.verdicts)
        tell_verdict(verdict);
    for (size_t place = 0; place < world_.size(); ++place)
    {
        for (const auto view : kCrossViews)
        {
            const auto at = static_cast<size_t>(view);
            const auto& was = change.before.chains[place].progress[at];
            const auto& is = change.now.chains[place].progress[at];
            if (is && (!was || was->pending != is->pending))
                count_wait(view, *is);
            if (is && was)
                count_promoted(view, mirror, place, change);
        }
    }
    if (news.alarms.divergences.size() > alarms_.divergences.size())
        context_.tally.count("alarms: divergence");
    if (news.alarms.halts.size() > alarms_.halts.size())
        context_.tally.count("alarms: halt");
    alarms_ = news.alarms;
}

void StepStory::tell_verdict(const storage::VerdictChange& verdict)
{
    const auto level = to_string(cross_level(verdict.view));
    const auto* found = std::get_if<storage::FoundInvalid>(&verdict.change);
    if (found == nullptr)
    {
        const bool is_replaced = std::holds_alternative<storage::ReplacedBy>(verdict.change);
        context_.tally.count(
            fmt::format("verdicts, {}: {}", level, is_replaced ? "replaced" : "withdrawn"));
        return;
    }
    const auto reason = describe(*found, verdict.chain_id);
    context_.tally.count(fmt::format("invalid, {}: {}", level, reason));
    context_.tell("chain {}: block {} is invalid ({}): {}", to_string(verdict.chain_id),
        verdict.block.id.number, level, reason);
}

void StepStory::count_wait(CrossView view, const storage::Progress& progress)
{
    const auto& pending = progress.pending;
    if (const auto* waiting = pending ? std::get_if<Waiting>(&pending->obstacle) : nullptr)
        context_.tally.count(
            fmt::format("waits, {}: {}", to_string(cross_level(view)), to_string(waiting->reason)));
}

void StepStory::count_promoted(
    CrossView view, const Mirror& mirror, size_t place, const Change& change)
{
    const auto at = static_cast<size_t>(view);
    const auto above = change.before.chains[place].progress[at]->verified.id.number;
    const auto up_to = change.now.chains[place].progress[at]->verified.id.number;
    const auto& blocks = mirror.chain(place).blocks;
    for (auto it = blocks.rbegin(); it != blocks.rend() && (*it)->seal.id.number > above; ++it)
    {
        const auto& block = (*it)->model;
        if (block.number <= up_to && !block.executing.empty())
            context_.tally.count(fmt::format("promoted, {}: {}", to_string(cross_level(view)),
                kind_of_messages(block, mirror, place)));
    }
}

std::string_view StepStory::kind_of_messages(
    const model::Block& block, const Mirror& mirror, size_t place) const
{
    const auto id = to_string(world_.chain(place).config().id);
    bool is_of_one_time = names(block, id);
    for (size_t other = 0; other < world_.size(); ++other)
    {
        if (other == place || !names(block, to_string(world_.chain(other).config().id)))
            continue;
        is_of_one_time = true;
        const auto& theirs = mirror.chain(other).blocks;
        if (std::any_of(theirs.begin(), theirs.end(),
                [&](const auto& their) {
                    return their->seal.timestamp_s == block.timestamp_s && names(their->model, id);
                }))
            return "with mutual messages of one time";
    }
    return is_of_one_time ? "with messages of its own time" : "with messages";
}
}  // namespace interlock::sim
