#include "tests/sim/producer.hpp"

#include <algorithm>

#include "interop/rules.hpp"
#include "tests/support/fake_messages.hpp"

namespace interlock::sim
{
namespace
{
using testing::executing_log;
using testing::some_log;

constexpr size_t kWord = 32;

uint64_t log_seed(const TruthChain& chain, uint64_t number, size_t index, uint64_t variant)
{
    constexpr uint64_t kNumbers = 10'000'000;
    constexpr uint64_t kIndexes = 100;
    constexpr uint64_t kVariants = 10;
    const uint64_t id = std::hash<ChainId>{}(chain.config().id) % 1'000;
    return ((id * kNumbers + number) * kIndexes + index) * kVariants + variant;
}

/// A number beyond its type: what the predeploy cannot emit.
eth::Log malformed(eth::Log log, model::Random& random)
{
    const auto word = random.between(1, 3);  // Number, log index or timestamp.
    log.data[word * kWord] = 1;
    return log;
}

/// What the predeploy cannot emit either: too short is an ordinary log, too long is read by the
/// proof all the same.
eth::Log odd_size(eth::Log log, model::Random& random)
{
    if (random.percent(50))
        log.data.pop_back();
    else
        log.data.push_back(0);
    return log;
}
}  // namespace

eth::Log usual_log(const TruthChain& chain, uint64_t number, size_t index)
{
    return some_log(log_seed(chain, number, index, 0));
}

Producer::Producer(Context& context, World& world)
  : context_{context},
    world_{world},
    paused_until_s_(world.size()),
    executing_percent_{context.random.between(10, 60)},
    same_time_percent_{context.random.below(70)},
    wrong_percent_{context.random.below(10)}
{
}

void Producer::catch_up()
{
    for (;;)
    {
        uint64_t time_s = UINT64_MAX;
        for (size_t place = 0; place < world_.size(); ++place)
        {
            if (!is_paused(place))
                time_s = std::min(time_s, world_.chain(place).due_s());
        }
        if (time_s > context_.now_s())
            return;
        produce(time_s);
    }
}

void Producer::produce(uint64_t time_s)
{
    drafts_.clear();
    for (size_t place = 0; place < world_.size(); ++place)
    {
        if (!is_paused(place) && world_.chain(place).due_s() == time_s)
            drafts_.push_back(draft(place));
    }
    plot_ = draw_plot();
    for (auto& draft : drafts_)
    {
        for (size_t i = 0; i < draft.logs.size(); ++i)
        {
            if (!draft.is_executing[i])
                continue;
            if (auto log = executing({draft.place, static_cast<uint32_t>(i), time_s}))
                draft.logs[i] = *std::move(log);
        }
    }
    for (auto& draft : drafts_)
    {
        const auto first = draft.logs.begin();
        const auto middle = first + static_cast<std::ptrdiff_t>(draft.deposit_logs);
        world_.append(draft.place, {first, middle}, {middle, draft.logs.end()});
    }
    drafts_.clear();
}

Producer::Plot Producer::draw_plot() const
{
    constexpr uint64_t kPlots = 60;
    const auto drawn = context_.random.below(kPlots);
    if (drafts_.size() < 2 || drawn > 3)
        return Plot::none;
    return drawn == 0 ? Plot::knot : Plot::embrace;
}

/// A chain to name; of the same time, in a plot, another one.
size_t Producer::draw_place(const Spot& spot) const
{
    const auto place = context_.random.below(world_.size());
    return plot_ != Plot::none && place == spot.place ? (place + 1) % world_.size() : place;
}

Producer::Draft Producer::draft(size_t place)
{
    auto& random = context_.random;
    const auto& chain = world_.chain(place);
    Draft out{.place = place, .number = chain.branch().head_number() + 1};
    out.deposit_logs = random.percent(30) ? random.between(1, 2) : 0;
    const auto count = out.deposit_logs + random.below(5);
    for (size_t i = 0; i < count; ++i)
    {
        const auto variant = random.percent(60) ? 0 : random.below(4);
        out.logs.push_back(some_log(log_seed(chain, out.number, i, variant)));
        out.is_executing.push_back(i >= out.deposit_logs && random.percent(executing_percent_));
    }
    return out;
}

std::optional<Producer::AtTime> Producer::at_time(size_t place, uint64_t time_s) const
{
    for (const auto& draft : drafts_)
    {
        if (draft.place == place)
            return AtTime{draft.number, &draft.logs, draft.is_executing};
    }
    const auto* block = world_.branch(place).find_at(time_s);
    if (block == nullptr)
        return std::nullopt;
    AtTime out{block->seal.id.number, &block->logs, std::vector<bool>(block->logs.size())};
    for (const auto& log : block->digested.digest.executing)
        out.is_executing[log.log_index] = true;
    return out;
}

Message Producer::message_at(
    size_t place, uint64_t number, uint64_t time_s, uint32_t log_index, const eth::Log& log)
{
    return {{log.address, {world_.chain(place).config().id, number, time_s, log_index}},
        payload_hash(log)};
}

bool Producer::may_message(size_t place, uint64_t time_s) const
{
    const auto& config = world_.chain(place).config();
    return is_active(config, time_s) && !is_activation_block(config, time_s);
}

std::optional<eth::Log> Producer::executing(const Spot& spot)
{
    auto& random = context_.random;
    if (!may_message(spot.place, spot.time_s) && random.percent(85))
        return std::nullopt;
    if (plot_ == Plot::none && random.percent(wrong_percent_))
        return wrong(spot);
    std::optional<Message> message;
    if (plot_ != Plot::none)
        message = plot_ == Plot::knot ? same_time_any(spot) : same_time(spot);
    else if (random.percent(same_time_percent_))
        message = random.percent(10) ? same_time_any(spot) : same_time(spot);
    else
        message = random.percent(10) ? promised(spot) : earlier(spot);
    if (!message)
        return std::nullopt;
    return executing_log(*message);
}

std::optional<eth::Log> Producer::wrong(const Spot& spot)
{
    auto& random = context_.random;
    auto message = random.percent(25) ? promised(spot) : earlier(spot);
    if (!message)
        return std::nullopt;
    auto& at = message->id.at;
    const auto make = [&](std::string_view kind)
    {
        context_.tally.count(std::string{"wrong messages: "}.append(kind));
        return executing_log(*message);
    };
    switch (random.below(14))
    {
        case 0:
            at.chain_id = ChainId::from_u64(999);
            return make("unknown chain");
        case 1:
            message->payload_hash.bytes[0] ^= 1U;
            return make("wrong payload");
        case 2:
            message->id.origin.bytes[0] ^= 1U;
            return make("wrong origin");
        case 3:
            at.block_number += random.between(1, 40);
            return make("another number");
        case 4:
            at.block_number += random.between(100, 200);
            return make("no such block");
        case 5:
            if (random.percent(50))
                at.timestamp_s -= std::min<uint64_t>(at.timestamp_s, random.between(1, 3));
            else
                at.timestamp_s =
                    random.between(std::min(at.timestamp_s + 1, spot.time_s), spot.time_s);
            return make("another time");
        case 6:
            at.log_index += static_cast<uint32_t>(random.between(1, 6));
            return make("another log");
        case 7:
            at.timestamp_s = spot.time_s + random.between(1, 4);
            return make("future");
        case 8:
            if ((message = expired(spot)))
                return make("expired");
            return std::nullopt;
        case 9:
            if ((message = too_early(spot)))
                return make("too early");
            return std::nullopt;
        case 10:
            return malformed(make("malformed"), random);
        case 11:
            return odd_size(make("odd size"), random);
        case 12:
            if ((message = names_itself(spot)))
                return make("itself");
            return std::nullopt;
        default:
            if ((message = same_time_any(spot)))
                return make("anything of the same time");
            return std::nullopt;
    }
}

std::optional<Message> Producer::earlier(const Spot& spot)
{
    constexpr size_t kTries = 4;
    constexpr uint64_t kRecent = 12;
    constexpr uint64_t kAnyAge = 1'000;
    auto& random = context_.random;
    for (size_t i = 0; i < kTries; ++i)
    {
        const auto place = random.below(world_.size());
        const auto& block = draw_block(place, random.percent(80) ? kRecent : kAnyAge);
        const auto time_s = block.seal.timestamp_s;
        const bool fits = !block.logs.empty() && time_s < spot.time_s &&
                          spot.time_s - time_s <= world_.set().expiry_window_s() &&
                          may_message(place, time_s);
        if (!fits)
            continue;
        context_.tally.count(spot.time_s - time_s == world_.set().expiry_window_s()
                                 ? "messages: of the last second that is not expired"
                                 : "messages: of an earlier block");
        const auto index = static_cast<uint32_t>(random.below(block.logs.size()));
        return message_at(place, block.seal.id.number, time_s, index, block.logs[index]);
    }
    return std::nullopt;
}

/// At most so many blocks below the chain's head.
const TruthBlock& Producer::draw_block(size_t place, uint64_t most)
{
    const auto& branch = world_.branch(place);
    const auto depth = branch.head_number() - branch.genesis().seal.id.number;
    return branch.at(branch.head_number() - context_.random.below(std::min(depth, most) + 1));
}

/// A log before the first executing message of its block, so that no cycle can come of it.
std::optional<Message> Producer::same_time(const Spot& spot)
{
    const auto place = draw_place(spot);
    const auto block = at_time(place, spot.time_s);
    if (!block || block->logs->empty() || !may_message(place, spot.time_s))
        return std::nullopt;
    const auto first = std::find(block->is_executing.begin(), block->is_executing.end(), true);
    const auto quiet = static_cast<uint64_t>(first - block->is_executing.begin());
    if (quiet == 0)
        return std::nullopt;
    context_.tally.count("messages: of the same time");
    const auto index = static_cast<uint32_t>(context_.random.below(quiet));
    return message_at(place, block->number, spot.time_s, index, (*block->logs)[index]);
}

/// Also an executing message, which then need not be the right one, and beyond the end.
std::optional<Message> Producer::same_time_any(const Spot& spot)
{
    const auto place = draw_place(spot);
    const auto block = at_time(place, spot.time_s);
    if (!block || block->logs->empty())
        return std::nullopt;
    context_.tally.count("messages: of any log of the same time");
    const auto index =
        context_.random.below(block->logs->size() + (context_.random.percent(10) ? 1 : 0));
    const auto& log = index < block->logs->size() ? (*block->logs)[index] : block->logs->front();
    return message_at(place, block->number, spot.time_s, static_cast<uint32_t>(index), log);
}

/// Its own log, or a later one of its block.
std::optional<Message> Producer::names_itself(const Spot& spot)
{
    const auto block = *at_time(spot.place, spot.time_s);
    const auto index = spot.log_index + context_.random.below(block.logs->size() - spot.log_index);
    return message_at(
        spot.place, block.number, spot.time_s, static_cast<uint32_t>(index), (*block.logs)[index]);
}

/// A log of a block that is still to come, although its time has.
std::optional<Message> Producer::promised(const Spot& spot)
{
    const auto place = context_.random.below(world_.size());
    const auto& chain = world_.chain(place);
    if (chain.due_s() > spot.time_s || !may_message(place, chain.due_s()) || place == spot.place)
        return std::nullopt;
    context_.tally.count("messages: of a block to come");
    const auto spare = (spot.time_s - chain.due_s()) / chain.config().block_time_s;
    const auto ahead = context_.random.below(spare + 1);
    const auto number = chain.branch().head_number() + 1 + ahead;
    const auto time_s = chain.due_s() + ahead * chain.config().block_time_s;
    const auto index = static_cast<uint32_t>(context_.random.below(2));
    return message_at(place, number, time_s, index, usual_log(chain, number, index));
}

/// Mostly not by much.
std::optional<Message> Producer::expired(const Spot& spot)
{
    const auto window_s = world_.set().expiry_window_s();
    if (spot.time_s <= window_s)
        return std::nullopt;
    const auto latest_s = spot.time_s - window_s - 1;
    const auto place = context_.random.below(world_.size());
    const auto& branch = world_.branch(place);
    for (auto number = branch.head_number(); number > branch.genesis().seal.id.number; --number)
    {
        const auto& block = branch.at(number);
        const auto time_s = block.seal.timestamp_s;
        if (block.logs.empty() || time_s > latest_s || context_.random.percent(30))
            continue;
        return message_at(place, number, time_s, 0, block.logs.front());
    }
    return std::nullopt;
}

std::optional<Message> Producer::too_early(const Spot& spot)
{
    const auto place = context_.random.below(world_.size());
    const auto& branch = world_.branch(place);
    for (auto number = branch.head_number(); number > branch.genesis().seal.id.number; --number)
    {
        const auto& block = branch.at(number);
        if (block.seal.timestamp_s > spot.time_s || block.logs.empty() ||
            may_message(place, block.seal.timestamp_s))
            continue;
        return message_at(place, number, block.seal.timestamp_s, 0, block.logs.front());
    }
    return std::nullopt;
}
}  // namespace interlock::sim
