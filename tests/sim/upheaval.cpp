#include "tests/sim/upheaval.hpp"

#include <algorithm>

namespace interlock::sim
{
namespace
{
std::string_view depth_class(uint64_t depth)
{
    if (depth <= 2)
        return "reorgs: 1 or 2 deep";
    return depth <= 6 ? "reorgs: 3 to 6 deep" : "reorgs: deeper";
}
}  // namespace

Upheaval::Upheaval(Context& context, World& world, Producer& producer)
  : context_{context}, world_{world}, producer_{producer}, doomed_(world.size())
{
    for (size_t place = 0; place < world.size(); ++place)
        cross_safe_.push_back(world.floor(place));
}

uint64_t Upheaval::cross_safe(size_t place) const
{
    return std::min(cross_safe_[place], world_.local_safe(place));
}

void Upheaval::advance_l1()
{
    world_.extend_l1();
    replace_invalid();
    if (context_.random.percent(30))
        world_.finalize();
}

void Upheaval::replace_invalid()
{
    auto& random = context_.random;
    bool replaced = false;
    for (const auto& [id, outcome] : model::decide(world_.for_model()))
    {
        const auto place = world_.place_of(*chain_id_from_text(id));
        cross_safe_[place] = outcome.cross_safe;
        auto& doomed = doomed_[place];
        if (!outcome.invalid_safe)
        {
            doomed.reset();
            continue;
        }
        const auto& hash = world_.branch(place).at(outcome.invalid_safe->number).seal.id.hash;
        if (!doomed || doomed->hash != hash)
            doomed = Doomed{hash, context_.now_s() + random.below(10)};
        if (doomed->at_s > context_.now_s())
            continue;
        replace(place, outcome.invalid_safe->number);
        doomed.reset();
        replaced = true;
    }
    if (replaced)
        producer_.catch_up();
}

/// Only the deposits of a block survive.
void Upheaval::replace(size_t place, uint64_t number)
{
    const auto& block = world_.branch(place).at(number);
    const auto end = block.logs.begin() + static_cast<std::ptrdiff_t>(block.deposit_logs);
    std::vector<eth::Log> deposits{block.logs.begin(), end};
    context_.tell(
        "chain {} replaces its block {}", to_string(world_.chain(place).config().id), number);
    context_.tally.count("replacements");
    world_.rewind(place, number - 1);
    world_.append(place, std::move(deposits), {});
}

void Upheaval::reorg()
{
    auto& random = context_.random;
    const bool of_many = random.percent(30);
    const auto chosen = random.below(world_.size());
    for (size_t place = 0; place < world_.size(); ++place)
    {
        if (place == chosen || (of_many && random.percent(50)))
            rewind(place, std::max(world_.floor(place), world_.local_safe(place)));
    }
    if (of_many)
        context_.tally.count("reorgs: of several chains at once");
    producer_.catch_up();
}

void Upheaval::rewind(size_t place, uint64_t lowest)
{
    auto& random = context_.random;
    const auto head = world_.branch(place).head_number();
    if (head <= lowest)
        return;
    const auto most = head - lowest;
    const auto wanted = random.percent(60)   ? random.between(1, 2)
                        : random.percent(75) ? random.between(3, 6)
                                             : most;
    const auto depth = std::min(wanted, most);
    context_.tally.count(depth_class(depth));
    context_.tell("chain {}: reorg of {} blocks above {}",
        to_string(world_.chain(place).config().id), depth, head - depth);
    world_.rewind(place, head - depth);
    if (!random.percent(25))
    {
        context_.tally.count("reorgs: to the same height");
        return;
    }
    context_.tally.count("reorgs: to a shorter chain");
    producer_.pause(place, context_.now_s() + random.between(1, 6));
}

void Upheaval::reorg_l1()
{
    constexpr size_t kMaxDepth = 4;
    auto& random = context_.random;
    const auto gone = world_.rewind_l1(random.between(1, kMaxDepth));
    if (gone == 0)
        return;
    context_.tell("L1: reorg of {} blocks", gone);
    context_.tally.count("reorgs of L1");
    for (size_t place = 0; place < world_.size(); ++place)
    {
        if (random.percent(40))
            rewind(place, std::max(world_.floor(place), world_.local_safe(place)));
    }
    producer_.catch_up();
    for (size_t i = 0; i < gone; ++i)
    {
        if (random.percent(60))
            world_.extend_l1();
    }
}

void Upheaval::pause()
{
    producer_.pause(
        context_.random.below(world_.size()), context_.now_s() + context_.random.between(2, 8));
}
}  // namespace interlock::sim
