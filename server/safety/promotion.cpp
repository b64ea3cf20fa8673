#include "server/safety/promotion.hpp"

#include <algorithm>
#include <deque>

#include "server/safety/required_l1.hpp"

namespace interlock::server
{
using storage::Result;

Result<void> Promotion::load(const storage::View& index)
{
    const auto chains = set_.chains();
    const auto count = chains.size();
    fronts_.assign(count, {});
    open_.clear();
    open_.resize(count);
    kept_.assign(count, std::nullopt);
    awaited_.assign(count, {});
    waiters_.assign(count, {});
    changed_.clear();
    for (Place place = 0; place < count; ++place)
    {
        fronts_[place].config = chains[place];
        if (auto done = read_front(index, place); !done)
            return done;
        const auto progress = index.progress(chains[place].id, view_);
        if (!progress)
            return tl::unexpected{progress.error()};
        queue_.insert(place);
        if (!*progress)
            continue;
        fronts_[place].verified = (*progress)->verified;
        if (const auto& pending = (*progress)->pending)
            kept_[place] = Kept{pending->block, pending->obstacle};
    }
    return {};
}

Result<void> Promotion::read_front(const storage::View& index, Place place)
{
    auto& front = fronts_[place];
    const auto first = index.first(front.config.id);
    const auto tip = index.head(front.config.id, local_level(view_));
    const auto anchor = index.anchor(front.config.id);
    if (!first || !tip)
        return tl::unexpected{first ? tip.error() : first.error()};
    if (!anchor)
        return tl::unexpected{anchor.error()};
    const auto seal_of = [](const storage::BlockRecord& block) { return block.seal; };
    front.first = *first ? std::optional{seal_of(**first)} : std::nullopt;
    front.tip = *tip ? std::optional{seal_of(**tip)} : std::nullopt;
    front.anchor_number = *anchor ? (*anchor)->number : 0;
    return {};
}

Result<void> Promotion::move(storage::Step& step, Place place, std::optional<uint64_t> kept)
{
    const auto old_tip = fronts_[place].tip;
    if (auto done = read_front(step, place); !done)
        return done;
    queue_.insert(place);
    wake_waiters(place);
    if (!kept || !old_tip || old_tip->id.number <= *kept)
        return {};
    // Whatever was known of open blocks may rest on what is gone.
    for (Place each = 0; each < fronts_.size(); ++each)
    {
        open_[each].reset();
        queue_.insert(each);
    }
    return lower(step, place, *kept);
}

Result<void> Promotion::lower(storage::Step& step, Place place, uint64_t number)
{
    std::deque<std::pair<Place, uint64_t>> todo{{place, number}};
    for (; !todo.empty(); todo.pop_front())
    {
        const auto [lowered, wanted] = todo.front();
        auto& front = fronts_[lowered];
        const auto to = std::max(wanted, front.anchor_number);
        if (!front.verified || front.verified->id.number <= to)
            continue;
        const auto from = front.verified->id.number;
        const auto block = step.block(front.config.id, to);
        if (!block)
            return tl::unexpected{block.error()};
        if (!*block)
        {
            return tl::unexpected{storage::Error{storage::ErrorKind::corrupt,
                "the index has lost block " + std::to_string(to) + " of chain " +
                    to_string(front.config.id) + "; restore or rebuild it"}};
        }
        front.verified = (*block)->seal;
        changed_.insert(lowered);
        if (view_ == CrossView::safe)
        {
            if (auto done = step.drop_messages_l1(front.config.id, to); !done)
                return done;
        }
        // A promoted block names only promoted blocks: those that name what was taken back follow.
        const auto executors = step.executors_of(front.config.id, to, from);
        if (!executors)
            return tl::unexpected{executors.error()};
        for (const auto& executor : *executors)
        {
            const auto at = place_of(fronts_, executor.chain_id);
            if (at && executor.number > fronts_[*at].anchor_number &&
                fronts_[*at].has_verified(executor.number))
                todo.emplace_back(*at, executor.number - 1);
        }
    }
    return {};
}

void Promotion::begin(Place place, const BlockSeal& anchor)
{
    fronts_[place].verified = anchor;
    fronts_[place].anchor_number = anchor.id.number;
    changed_.insert(place);
    queue_.insert(place);
    wake_waiters(place);
}

Result<void> Promotion::raise(storage::Step& step)
{
    while (!queue_.empty())
    {
        const auto place = *queue_.begin();
        queue_.erase(queue_.begin());
        for (;;)
        {
            const auto moved = advance(step, place);
            if (!moved)
                return tl::unexpected{moved.error()};
            if (!*moved)
                break;
        }
    }
    return {};
}

/// Promotes one block or several quiet ones; false when the next one is kept, or there is none.
Result<bool> Promotion::advance(storage::Step& step, Place place)
{
    const auto& front = fronts_[place];
    if (!front.verified || !front.tip || front.has_verified(front.tip->id.number))
    {
        keep(place, std::nullopt, {});
        open_[place].reset();
        return false;
    }
    if (!open_[place])
    {
        const auto skipped = skip_quiet_blocks(step, place);
        if (!skipped || *skipped)
            return skipped;
        if (auto done = open(step, place); !done)
            return tl::unexpected{done.error()};
    }
    auto decision = decide(step, place);
    if (!decision)
        return tl::unexpected{decision.error()};
    if (decision->obstacle)
    {
        keep(place, decision->obstacle, std::move(decision->awaited));
        return false;
    }
    if (view_ == CrossView::safe)
    {
        if (auto done = record_l1(step, place); !done)
            return tl::unexpected{done.error()};
    }
    promote(place, open_[place]->seal());
    return true;
}

/// Promotes the blocks before the next one that has executing messages.
Result<bool> Promotion::skip_quiet_blocks(const storage::View& index, Place place)
{
    const auto& front = fronts_[place];
    const auto verified = front.verified->id.number;
    const auto next = index.next_executing(front.config.id, verified, front.tip->id.number);
    if (!next)
        return tl::unexpected{next.error()};
    const auto last_quiet = *next ? **next - 1 : front.tip->id.number;
    if (last_quiet == verified)
        return false;
    const auto block = index.block(front.config.id, last_quiet);
    if (!block)
        return tl::unexpected{block.error()};
    promote(place, (*block)->seal);
    return true;
}

Result<Promotion::Decision> Promotion::decide(const storage::View& index, Place place)
{
    const auto& block = *open_[place];
    if (block.messages().empty() || !is_active_anywhere(block.seal().timestamp_s))
        return Decision{};
    return block.has_same_time_messages() ? decide_together(index, place)
                                          : decide_alone(index, place);
}

Result<Promotion::Decision> Promotion::decide_alone(const storage::View& index, Place place)
{
    auto& block = *open_[place];
    if (auto done = block.judge(index, fronts_); !done)
        return tl::unexpected{done.error()};
    return Decision{block.obstacle(), block.awaited()};
}

Result<Promotion::Decision> Promotion::decide_together(const storage::View& index, Place place)
{
    const auto group = gather(index, place);
    if (!group)
        return tl::unexpected{group.error()};
    if (group->waiting)
        return Decision{Obstacle{*group->waiting}, {group->waits_for}};

    find_cycles_among(group->members);
    if (const auto on_cycle = open_[place]->cycles->on_cycle)
        return Decision{Obstacle{Fault{Violation::cycle, *on_cycle}}, {}};
    const auto wait_for = [&](WaitReason reason, const OpenBlock::Peer& peer)
    {
        const Waiting waiting{reason, fronts_[peer.place].config.id,
            open_[peer.place]->seal().id.number, peer.log_index};
        return Decision{Obstacle{waiting}, {peer.place}};
    };
    const auto peers = std::span{group->members}.subspan(1);
    for (const auto& peer : peers)
    {
        if (open_[peer.place]->cycles->on_cycle)
            return wait_for(WaitReason::peer_on_cycle, peer);
    }
    auto own = decide_alone(index, place);
    if (!own || own->obstacle)
        return own;
    for (const auto& peer : peers)
    {
        const auto decision = decide_alone(index, peer.place);
        if (!decision)
            return decision;
        if (!decision->obstacle)
            continue;
        const bool is_invalid = std::holds_alternative<Fault>(*decision->obstacle);
        return wait_for(is_invalid ? WaitReason::peer_invalid : WaitReason::peer_waits, peer);
    }
    return Decision{};
}

Result<Promotion::Group> Promotion::gather(const storage::View& index, Place place)
{
    Group group{.members = {{place, 0}}, .waiting = std::nullopt};
    for (size_t i = 0; i < group.members.size() && !group.waiting; ++i)
    {
        const auto member = group.members[i];
        for (auto peer : open_[member.place]->peers())
        {
            const bool is_known = std::any_of(group.members.begin(), group.members.end(),
                [&](const auto& known) { return known.place == peer.place; });
            if (is_known)
                continue;
            if (i > 0)
                peer.log_index = member.log_index;  // The first step on the way to it.
            if (auto done = visit_peer(index, peer, group); !done)
                return tl::unexpected{done.error()};
            if (group.waiting)
                break;
        }
    }
    return group;
}

/// Adds the peer's block at the group's time, if it has one that is not promoted.
Result<void> Promotion::visit_peer(
    const storage::View& index, const OpenBlock::Peer& peer, Group& group)
{
    const auto& front = fronts_[peer.place];
    const auto time_s = open_[group.members.front().place]->seal().timestamp_s;
    const auto wait = [&](WaitReason reason, uint64_t awaited)
    {
        group.waiting = Waiting{reason, front.config.id, awaited, peer.log_index};
        group.waits_for = peer.place;
    };
    if (front.verified && front.verified->timestamp_s >= time_s)
        return {};
    if (!front.verified || !front.tip)
    {
        wait(WaitReason::peer_not_seen, time_s);
        return {};
    }
    const auto next = front.verified->id.number + 1;
    if (next > front.tip->id.number)
    {
        if (!front.has_passed(time_s))
            wait(WaitReason::peer_not_seen, time_s);
        return {};
    }
    if (auto done = open(index, peer.place); !done)
        return done;
    const auto& seal = open_[peer.place]->seal();
    if (seal.timestamp_s < time_s)
        wait(WaitReason::peer_not_cross, seal.id.number);
    else if (seal.timestamp_s == time_s)
        group.members.push_back(peer);
    return {};
}

/// Of the members whose cycles are not known. A cycle through one that is known lies wholly among
/// members that are: what it depends on was looked at together with it.
void Promotion::find_cycles_among(const std::vector<OpenBlock::Peer>& members)
{
    std::vector<Place> unknown;
    std::map<Place, size_t> block_of;
    for (const auto& member : members)
    {
        if (open_[member.place]->cycles)
            continue;
        block_of.emplace(member.place, unknown.size());
        unknown.push_back(member.place);
    }
    std::vector<SameTimeBlock> blocks;
    blocks.reserve(unknown.size());
    for (const auto place : unknown)
        blocks.push_back(open_[place]->same_time_messages(fronts_, block_of));
    const auto on_cycle = find_cycles(blocks);
    for (size_t i = 0; i < unknown.size(); ++i)
    {
        auto& cycles = open_[unknown[i]]->cycles.emplace();
        if (!on_cycle[i].empty())
            cycles.on_cycle = on_cycle[i].front();
    }
}

bool Promotion::is_active_anywhere(uint64_t timestamp_s) const noexcept
{
    return std::any_of(fronts_.begin(), fronts_.end(),
        [timestamp_s](const Front& front) { return is_active(front.config, timestamp_s); });
}

Result<void> Promotion::record_l1(storage::Step& step, Place place)
{
    const auto& block = *open_[place];
    std::map<Place, uint64_t> named = block.named_numbers();
    if (block.has_same_time_messages())
    {
        const auto group = gather(step, place);
        if (!group)
            return tl::unexpected{group.error()};
        for (const auto& member : group->members)
        {
            for (const auto& [initiating, number] : open_[member.place]->named_numbers())
                named[initiating] = std::max(named[initiating], number);
        }
    }
    return record_messages_l1(step, fronts_, {place, block.seal().id.number}, named);
}

Result<void> Promotion::open(const storage::View& index, Place place)
{
    if (open_[place])
        return {};
    auto block =
        OpenBlock::load(index, set_, fronts_, place, fronts_[place].verified->id.number + 1);
    if (!block)
        return tl::unexpected{block.error()};
    open_[place] = *std::move(block);
    return {};
}

void Promotion::keep(Place place, std::optional<Obstacle> obstacle, std::vector<Place> awaited)
{
    for (const auto before : std::exchange(awaited_[place], {}))
        waiters_[before].erase(place);
    for (const auto chain : awaited)
        waiters_[chain].insert(place);
    awaited_[place] = std::move(awaited);

    const auto& now =
        obstacle ? std::optional{Kept{open_[place]->seal(), *obstacle}} : std::nullopt;
    auto& before = kept_[place];
    const bool is_same =
        before.has_value() == now.has_value() &&
        (!now || (before->block == now->block && before->obstacle == now->obstacle));
    if (is_same)
        return;
    before = now;
    changed_.insert(place);
    if (now)
        wake_waiters(place);  // What waits for this block can say better why.
}

void Promotion::promote(Place place, const BlockSeal& block)
{
    fronts_[place].verified = block;
    open_[place].reset();
    changed_.insert(place);
    keep(place, std::nullopt, {});
    wake_waiters(place);
}

void Promotion::wake_waiters(Place place)
{
    queue_.insert(waiters_[place].begin(), waiters_[place].end());
}
}  // namespace interlock::server
