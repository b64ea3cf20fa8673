#include "tests/model/plots.hpp"

#include "tests/model/cycle_plots.hpp"
#include "tests/model/fault_plots.hpp"
#include "tests/model/seats.hpp"

namespace interlock::model
{
namespace
{
// What is valid, as far as its blocks are.

void past_message(Random& random, Plan& plan)
{
    const uint64_t window_s = plan.expiry_window_s;
    const auto pair =
        pick_pair(random, plan, [&](uint64_t age_s) { return age_s > 0 && age_s <= window_s; });
    if (pair)
        pair->executing.add(pair->initiating.name(pick_log(random, pair->initiating)));
}

void expiry_boundary(Random& random, Plan& plan)
{
    const uint64_t wanted_s = plan.expiry_window_s + (random.percent(70) ? 1U : 0U);
    const auto pair = pick_pair(random, plan, [&](uint64_t age_s) { return age_s == wanted_s; });
    if (pair)
        pair->executing.add(pair->initiating.name(pick_log(random, pair->initiating)));
}

void message_of_now(Random& random, Plan& plan)
{
    const Seats seats = pick_together(random, plan, 2, false);
    if (!seats.empty())
        seats[0].add(seats[1].name(pick_log(random, seats[1])));
}

/// One names the other, which is valid or not by what a third chain did just before.
void lean_on_waiting(Random& random, Plan& plan)
{
    const Seats seats = pick_together(random, plan, 2, false);
    if (seats.empty())
        return;
    const uint64_t now_s = seats[0].block->timestamp_s;
    Seats older = filter(all_seats(plan),
        [&](const PlannedBlock& block) {
            return can_initiate(block) && block.timestamp_s < now_s &&
                   now_s - block.timestamp_s < 4;
        });
    std::erase_if(older, [&](const Seat& seat)
        { return seat.chain == seats[0].chain || seat.chain == seats[1].chain; });
    if (older.empty())
        return;
    const Seat third = random.pick(older);
    seats[0].add(seats[1].name(pick_log(random, seats[1])));
    seats[1].add(third.name(pick_log(random, third)));
}

/// Names the chain's next block at a time that is too early for it: known to be wrong before that
/// block has come.
void between_blocks(Random& random, Plan& plan)
{
    const Seats open = open_seats(plan);
    if (open.empty())
        return;
    const Seat executing = pick_early(random, open);
    const uint64_t now_s = executing.block->timestamp_s;
    Seats next = filter(all_seats(plan),
        [&](const PlannedBlock& block) { return block.number > 0 && block.timestamp_s > now_s; });
    std::erase_if(next, [&](const Seat& seat)
        { return seat.block->timestamp_s >= now_s + seat.chain->block_time_s; });
    if (next.empty())
        return;
    PlannedMessage named = random.pick(next).name(0);
    named.timestamp_s = now_s;
    executing.add(std::move(named));
}

/// Each names a log of the next one below all messages there.
void mutual_dependence(Random& random, Plan& plan)
{
    const Seats seats = pick_together(random, plan, random.between(2, 3), true);
    std::vector<uint64_t> plain;
    for (const Seat& seat : seats)
        plain.push_back(add_log(*seat.block));
    for (size_t i = 0; i < seats.size(); ++i)
    {
        const size_t next = (i + 1) % seats.size();
        seats[i].add(seats[next].name(plain[next]));
    }
}

/// A ring, but the last one names the log just below the first one's message.
void near_miss(Random& random, Plan& plan)
{
    const Seats seats = pick_together(random, plan, random.between(2, 3), true);
    if (seats.empty())
        return;
    const uint64_t below = add_log(*seats[0].block);
    for (size_t i = 0; i + 1 < seats.size(); ++i)
        seats[i].add(seats[i + 1].name(seats[i + 1].next_index()));
    seats.back().add(seats[0].name(below));
}

// Boundaries of activation.

/// A block of the chain at its activation, right before it or right after it.
bool is_at_activation(const Seat& seat)
{
    const auto& activation_s = seat.chain->activation_s;
    const uint64_t now_s = seat.block->timestamp_s;
    const uint64_t block_time_s = seat.chain->block_time_s;
    return activation_s && now_s + block_time_s >= *activation_s &&
           now_s < *activation_s + 2 * block_time_s;
}

void execute_at_activation(Random& random, Plan& plan, const Seat& executing)
{
    const uint64_t now_s = executing.block->timestamp_s;
    const Seats older = filter(all_seats(plan), [&](const PlannedBlock& block)
        { return can_initiate(block) && block.timestamp_s <= now_s; });
    if (older.empty())
        return;
    const Seat initiating = random.pick(older);
    executing.add(initiating.name(pick_log(random, initiating)));
}

void initiate_at_activation(Random& random, Plan& plan, const Seat& initiating)
{
    const Seats later = filter(open_seats(plan), [&](const PlannedBlock& block)
        { return block.timestamp_s >= initiating.block->timestamp_s; });
    if (!later.empty() && can_initiate(*initiating.block))
        pick_early(random, later).add(initiating.name(pick_log(random, initiating)));
}

void at_activation(Random& random, Plan& plan)
{
    Seats seats = all_seats(plan);
    std::erase_if(seats, [](const Seat& seat) { return !is_at_activation(seat); });
    if (seats.empty())
        return;
    const Seat edge = random.pick(seats);
    if (!edge.block->was_shown && random.percent(50))
        execute_at_activation(random, plan, edge);
    else
        initiate_at_activation(random, plan, edge);
}

struct Plot
{
    uint64_t weight;
    void (*weave)(Random&, Plan&);
};

constexpr Plot kPlots[] = {
    {34, past_message},
    {10, message_of_now},
    {9, lean_on_waiting},
    {6, mutual_dependence},
    {5, near_miss},
    {14, expiry_boundary},
    {8, at_activation},
    {3, between_blocks},
    {3, self_cycle},
    {5, ring},
    {3, ring_through_previous},
    {4, ring_with_feeder},
    {4, ring_with_dependant},
    {16, fault},
};

constexpr uint64_t total_weight()
{
    uint64_t total = 0;
    for (const Plot& plot : kPlots)
        total += plot.weight;
    return total;
}

void weave_one(Random& random, Plan& plan)
{
    uint64_t left = random.below(total_weight());
    for (const Plot& plot : kPlots)
    {
        if (left < plot.weight)
            return plot.weave(random, plan);
        left -= plot.weight;
    }
}
}  // namespace

void weave(Random& random, Plan& plan, size_t count)
{
    for (size_t i = 0; i < count; ++i)
        weave_one(random, plan);
}
}  // namespace interlock::model
