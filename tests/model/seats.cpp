#include "tests/model/seats.hpp"

#include <algorithm>

namespace interlock::model
{
Seats all_seats(Plan& plan)
{
    Seats seats;
    for (PlannedChain& chain : plan.chains)
    {
        for (PlannedBlock& block : chain.blocks)
            seats.push_back({&chain, &block});
    }
    return seats;
}

Seats filter(Seats seats, const BlockCondition& condition)
{
    std::erase_if(seats, [&](const Seat& seat) { return !condition(*seat.block); });
    return seats;
}

Seats open_seats(Plan& plan)
{
    return filter(all_seats(plan), [](const PlannedBlock& block) { return !block.was_shown; });
}

Seat pick_early(Random& random, Seats seats)
{
    std::stable_sort(seats.begin(), seats.end(),
        [](const Seat& a, const Seat& b) { return a.block->timestamp_s < b.block->timestamp_s; });
    const uint64_t first = random.below(seats.size());
    const uint64_t second = random.below(seats.size());
    return seats[std::min(first, second)];
}

Seats pick_together(Random& random, Plan& plan, size_t count, bool is_quiet)
{
    Seats seats = open_seats(plan);
    if (is_quiet)
        std::erase_if(seats, [](const Seat& seat) { return !seat.block->messages.empty(); });
    std::map<uint64_t, size_t> seats_at;
    for (const Seat& seat : seats)
        ++seats_at[seat.block->timestamp_s];
    seats = filter(std::move(seats),
        [&](const PlannedBlock& block) { return seats_at[block.timestamp_s] >= count; });
    if (seats.empty())
        return {};
    const uint64_t now_s = pick_early(random, seats).block->timestamp_s;
    seats = filter(
        std::move(seats), [&](const PlannedBlock& block) { return block.timestamp_s == now_s; });
    random.shuffle(seats);
    seats.resize(count);
    return seats;
}

bool can_initiate(const PlannedBlock& block)
{
    return block.log_count > 0 || !block.was_shown;
}

uint64_t pick_log(Random& random, const Seat& seat)
{
    if (seat.block->log_count > 0 && (seat.block->was_shown || random.percent(70)))
        return random.below(seat.block->log_count);
    return add_log(*seat.block);
}

std::optional<Pair> pick_pair(Random& random, Plan& plan, const AgeCondition& fits)
{
    const Seats open = open_seats(plan);
    constexpr size_t kAttempts = 8;
    for (size_t attempt = 0; attempt < kAttempts && !open.empty(); ++attempt)
    {
        const Seat executing = pick_early(random, open);
        const uint64_t now_s = executing.block->timestamp_s;
        const Seats older = filter(all_seats(plan),
            [&](const PlannedBlock& block) {
                return can_initiate(block) && block.timestamp_s <= now_s &&
                       fits(now_s - block.timestamp_s);
            });
        if (!older.empty())
            return Pair{executing, random.pick(older)};
    }
    return std::nullopt;
}
}  // namespace interlock::model
