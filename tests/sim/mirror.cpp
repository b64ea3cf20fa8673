#include "tests/sim/mirror.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::sim
{
namespace
{
using model::Invalid;

std::optional<Invalid> invalid_of(const storage::Progress& progress)
{
    if (!progress.pending)
        return std::nullopt;
    const auto* fault = std::get_if<Fault>(&progress.pending->obstacle);
    if (fault == nullptr)
        return std::nullopt;
    return Invalid{progress.pending->block.id.number, std::string{to_string(fault->reason)}};
}

std::string describe(uint64_t verified, const std::optional<Invalid>& invalid)
{
    if (!invalid)
        return fmt::format("{}", verified);
    return fmt::format("{} and {} invalid by {}", verified, invalid->number, invalid->reason);
}

std::optional<std::string> differ_in_view(
    CrossView view, const storage::Progress& progress, const model::Outcome& outcome)
{
    const bool is_unsafe = view == CrossView::unsafe;
    const auto& wanted = is_unsafe ? outcome.invalid_unsafe : outcome.invalid_safe;
    const auto head = is_unsafe ? outcome.cross_unsafe : outcome.cross_safe;
    const auto found = invalid_of(progress);
    const auto verified = progress.verified.id.number;
    if (verified == head && found == wanted)
        return std::nullopt;
    return fmt::format("{}: the model has {}, the index {}", to_string(cross_level(view)),
        describe(head, wanted), describe(verified, found));
}
}  // namespace

bool Mirror::Chain::has_anchor() const
{
    return std::any_of(blocks.begin(), blocks.end(),
        [this](const auto& block) { return block->seal.id == anchor; });
}

void Mirror::take(const server::IndexEvent& event)
{
    auto& chain = chains_[world_.place_of(server::chain_of(event))];
    if (const auto* begin = std::get_if<server::BeginIndex>(&event))
    {
        chain.anchor = begin->anchor;
        append(chain, begin->blocks);
    }
    else if (const auto* more = std::get_if<server::AppendBlocks>(&event))
        append(chain, more->blocks);
    else if (const auto* other = std::get_if<server::ReplaceBranch>(&event))
    {
        while (chain.blocks.back()->seal.id.number > other->ancestor)
            chain.blocks.pop_back();
        append(chain, other->blocks);
    }
}

void Mirror::append(Chain& chain, const std::vector<BlockDigest>& blocks)
{
    for (const auto& block : blocks)
    {
        if (!chain.blocks.empty() && chain.blocks.back()->seal.id.hash != block.seal.parent_hash)
            throw Broken{"a block was taken that does not follow"};
        chain.blocks.push_back(world_.block(block.seal.id.hash));
    }
}

bool Mirror::equals(size_t place, const Branch& branch) const
{
    const auto& blocks = chains_[place].blocks;
    if (blocks.empty() || blocks.back()->seal != branch.head().seal)
        return false;
    for (const auto& block : blocks)
    {
        const auto* other = branch.find(block->seal.id.number);
        if (other == nullptr || other->seal != block->seal)
            return false;
    }
    return true;
}

bool Mirror::is_complete() const
{
    return std::all_of(
        chains_.begin(), chains_.end(), [](const Chain& chain) { return chain.has_anchor(); });
}

model::World Mirror::for_model(const Snapshot& snapshot) const
{
    const auto& set = world_.set();
    model::World out{.expiry_window_s = set.expiry_window_s()};
    for (size_t place = 0; place < chains_.size(); ++place)
    {
        const auto& config = set.chains()[place];
        model::Chain chain{.id = to_string(config.id),
            .block_time_s = config.block_time_s,
            .activation_s = config.activation_s,
            .anchor = chains_[place].anchor.number};
        for (const auto& block : chains_[place].blocks)
            chain.blocks.push_back(block->model);
        const auto& local_safe = snapshot.chains[place].head(SafetyLevel::local_safe);
        chain.local_safe = local_safe ? local_safe->id.number : chain.anchor;
        out.chains.push_back(std::move(chain));
    }
    return out;
}

std::optional<std::string> differ_from_model(
    const Mirror& mirror, const Snapshot& snapshot, const World& world)
{
    const auto outcomes = model::decide(mirror.for_model(snapshot));
    for (size_t place = 0; place < world.size(); ++place)
    {
        const auto id = to_string(world.chain(place).config().id);
        for (const auto view : kCrossViews)
        {
            const auto& progress = snapshot.chains[place].progress[static_cast<size_t>(view)];
            if (!progress)
                return "chain " + id + " has no progress";
            if (auto difference = differ_in_view(view, *progress, outcomes.at(id)))
                return "chain " + id + ": " + *difference;
        }
    }
    return std::nullopt;
}
}  // namespace interlock::sim
