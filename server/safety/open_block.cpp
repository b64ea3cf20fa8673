#include "server/safety/open_block.hpp"

#include <algorithm>

namespace interlock::server
{
namespace
{
/// Moves what is keyed at or below `reached` out of the queue.
template <typename Reached>
void take_while(std::multimap<uint64_t, size_t>& queue, Reached reached, std::vector<size_t>& out)
{
    auto it = queue.begin();
    for (; it != queue.end() && reached(it->first); ++it)
        out.push_back(it->second);
    queue.erase(queue.begin(), it);
}
}  // namespace

storage::Result<OpenBlock> OpenBlock::load(const storage::View& view, const DependencySet& set,
    const Fronts& fronts, Place place, uint64_t number)
{
    const auto& chain = fronts[place].config.id;
    const auto block = view.block(chain, number);
    const auto records = view.executing_in(chain, number);
    if (!block || !records)
        return tl::unexpected{block ? records.error() : block.error()};
    if (!*block)
    {
        return tl::unexpected{storage::Error{storage::ErrorKind::corrupt,
            "the index has lost block " + std::to_string(number) + " of chain " + to_string(chain) +
                "; restore or rebuild it"}};
    }
    std::vector<ExecutingLog> messages;
    messages.reserve(records->size());
    for (const auto& record : *records)
        messages.push_back(record.log);
    OpenBlock out{chain, (*block)->seal, std::move(messages)};
    out.check_times(set, fronts);
    return out;
}

void OpenBlock::check_times(const DependencySet& set, const Fronts& fronts)
{
    const ExecutionTime execution{chain_, seal_.timestamp_s};
    for (size_t i = 0; i < messages_.size(); ++i)
    {
        const auto& log = messages_[i];
        const auto& at = log.message.id.at;
        const auto initiating = place_of(fronts, at.chain_id);
        if (is_same_time(log, seal_.timestamp_s))
        {
            has_same_time_ = true;
            const auto known = std::find_if(peers_.begin(), peers_.end(),
                [&](const Peer& peer) { return peer.place == initiating; });
            if (initiating && known == peers_.end())
                peers_.push_back({*initiating, log.log_index});
        }
        if (const auto violation = check_executing(set, execution, log))
        {
            faults_.emplace(i, *violation);
            continue;
        }
        auto& number = named_numbers_[*initiating];
        number = std::max(number, at.block_number);
        unseen_.push_back(i);
    }
}

const ExecutingLog& OpenBlock::message_at(uint32_t log_index) const
{
    return *std::lower_bound(messages_.begin(), messages_.end(), log_index,
        [](const ExecutingLog& log, uint32_t index) { return log.log_index < index; });
}

storage::Result<void> OpenBlock::judge(const storage::View& view, const Fronts& fronts)
{
    auto ready = take_ready(fronts);
    const auto block_of = [this](size_t message)
    {
        const auto& at = messages_[message].message.id.at;
        return std::tie(at.chain_id, at.block_number);
    };
    // Those of one block together, so that it is read once; and each once.
    std::sort(ready.begin(), ready.end(),
        [&](size_t a, size_t b) {
            return std::pair{block_of(a), a} < std::pair{block_of(b), b};
        });
    ready.erase(std::unique(ready.begin(), ready.end()), ready.end());
    NamedBlocks blocks{view};
    for (auto first = ready.begin(); first != ready.end();)
    {
        const auto end = std::find_if(first, ready.end(),
            [&](size_t message) { return block_of(message) != block_of(*first); });
        const auto count = static_cast<size_t>(end - first);
        for (; first != end; ++first)
        {
            if (auto done = judge_one(blocks, fronts, *first, count); !done)
                return done;
        }
    }
    return {};
}

std::vector<size_t> OpenBlock::take_ready(const Fronts& fronts)
{
    auto out = std::exchange(unseen_, {});
    for (auto& [place, queue] : queues_)
    {
        const auto& front = fronts[place];
        take_while(
            queue.by_time, [&](uint64_t time_s) { return front.has_passed(time_s); }, out);
        take_while(
            queue.by_verified, [&](uint64_t number) { return front.has_verified(number); }, out);
        take_while(
            queue.by_tip,
            [&](uint64_t number) { return front.tip && front.tip->id.number >= number; }, out);
    }
    return out;
}

storage::Result<void> OpenBlock::judge_one(
    NamedBlocks& blocks, const Fronts& fronts, size_t message, size_t of_same_block)
{
    const auto& log = messages_[message];
    const auto& at = log.message.id.at;
    const auto initiating = *place_of(fronts, at.chain_id);
    const auto& front = fronts[initiating];
    if (!front.tip || !front.first)
    {
        put(message,
            Waiting{WaitReason::initiating_not_seen, at.chain_id, at.timestamp_s, log.log_index},
            initiating);
        return {};
    }
    InitiatingChain chain{.known = {.block_time_s = front.config.block_time_s,
                              .first_number = front.first->id.number,
                              .first_timestamp_s = front.first->timestamp_s,
                              .head_timestamp_s = front.tip->timestamp_s,
                              .named = std::nullopt},
        .verified_number =
            front.verified ? std::optional{front.verified->id.number} : std::nullopt};
    if (at.block_number <= front.tip->id.number)
    {
        const auto named = blocks.find(at, of_same_block);
        if (!named)
            return tl::unexpected{named.error()};
        if (*named)
            chain.known.named = (*named)->known;
    }
    put(message, judge_executing(chain, {chain_, seal_.timestamp_s}, log), initiating);
    return {};
}

void OpenBlock::put(size_t message, const MessageState& state, Place initiating)
{
    waiting_.erase(message);
    faults_.erase(message);
    auto& queue = queues_[initiating];
    const auto when_it_comes = [&]
    { queue.by_tip.emplace(messages_[message].message.id.at.block_number, message); };
    if (const auto* violation = std::get_if<Violation>(&state))
    {
        faults_.emplace(message, *violation);
        if (*violation == Violation::no_such_block)
            when_it_comes();  // With another time: the fault is another one then.
    }
    const auto* waiting = std::get_if<Waiting>(&state);
    if (waiting == nullptr)
        return;
    waiting_.emplace(message, *waiting);
    if (waiting->reason == WaitReason::initiating_not_seen)
    {
        queue.by_time.emplace(waiting->awaited, message);
        when_it_comes();  // Perhaps with another time, before the chain has passed the named one.
    }
    else if (waiting->reason == WaitReason::initiating_not_cross)
        queue.by_verified.emplace(waiting->awaited, message);
    // What is older than the index is waited for in vain.
}

std::optional<Obstacle> OpenBlock::obstacle() const
{
    if (!faults_.empty())
    {
        const auto& [message, reason] = *faults_.begin();
        return Obstacle{Fault{reason, messages_[message].log_index}};
    }
    if (!waiting_.empty())
        return Obstacle{waiting_.begin()->second};
    return std::nullopt;
}

std::vector<Place> OpenBlock::awaited() const
{
    std::vector<Place> out;
    for (const auto& [place, queue] : queues_)
    {
        if (!queue.empty())
            out.push_back(place);
    }
    return out;
}

SameTimeBlock OpenBlock::same_time_messages(
    const Fronts& fronts, const std::map<Place, size_t>& block_of) const
{
    SameTimeBlock out;
    for (const auto& log : messages_)
    {
        if (!is_same_time(log, seal_.timestamp_s))
            continue;
        const auto& at = log.message.id.at;
        SameTimeMessage message{.log_index = log.log_index, .initiating_log_index = at.log_index};
        if (const auto place = place_of(fronts, at.chain_id))
        {
            const auto found = block_of.find(*place);
            if (found != block_of.end())
                message.initiating_block = found->second;
        }
        out.push_back(message);
    }
    return out;
}
}  // namespace interlock::server
