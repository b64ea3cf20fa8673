#include "tests/model/cycle_plots.hpp"

#include "tests/model/seats.hpp"

namespace interlock::model
{
namespace
{
/// A message within a timestamp is a node of the graph whether or not it is otherwise right.
PlannedMessage spoil_at_times(Random& random, PlannedMessage message)
{
    const uint64_t kind = random.below(20);
    if (kind == 0)
        message.wrong_payload = true;
    else if (kind == 1)
        ++message.number;
    else if (kind == 2)
        message.index += 50;
    return message;
}

/// Each names the next one's message, or a log right after it.
void close_ring(Random& random, const Seats& seats)
{
    std::vector<uint64_t> indices;
    for (const Seat& seat : seats)
        indices.push_back(seat.next_index());
    for (size_t i = 0; i < seats.size(); ++i)
    {
        const size_t next = (i + 1) % seats.size();
        const uint64_t after = random.below(2);
        seats[i].add(spoil_at_times(random, seats[next].name(indices[next] + after)));
        if (random.percent(60))
            add_log(*seats[i].block);
    }
}
}  // namespace

void self_cycle(Random& random, Plan& plan)
{
    const Seats seats = pick_together(random, plan, 1, false);
    if (seats.empty())
        return;
    const Seat seat = seats[0];
    const uint64_t later = random.below(3);
    seat.add(spoil_at_times(random, seat.name(seat.next_index() + later)));
    if (later > 0 && random.percent(70))
        add_log(*seat.block);
}

void ring(Random& random, Plan& plan)
{
    close_ring(random, pick_together(random, plan, random.between(2, 3), false));
}

/// 901: … → 902, … → anything; 902: … → 901's second message. Only the order within 901's block
/// closes it.
void ring_through_previous(Random& random, Plan& plan)
{
    const Seats seats = pick_together(random, plan, random.between(2, 3), true);
    if (seats.empty())
        return;
    const uint64_t plain = add_log(*seats[0].block);
    seats[0].add(seats[1].name(seats[1].next_index()));
    const uint64_t second = seats[0].add(seats[0].name(plain));
    for (size_t i = 1; i + 1 < seats.size(); ++i)
        seats[i].add(seats[i + 1].name(seats[i + 1].next_index()));
    seats.back().add(seats[0].name(second));
}

/// A ring of all but the last one, which it depends on. At times that one depends on the ring, too,
/// but on a log below its messages.
void ring_with_feeder(Random& random, Plan& plan)
{
    Seats seats = pick_together(random, plan, 3, true);
    if (seats.empty())
        return;
    const Seat feeder = seats.back();
    seats.pop_back();
    const Seat& plain_of = random.percent(60) ? seats[0] : feeder;
    const uint64_t plain = add_log(*plain_of.block);
    seats[0].add(feeder.name(feeder.add(plain_of.name(plain))));
    seats.resize(random.between(1, 2));
    close_ring(random, seats);
}

/// A ring, and one that names a log of it; at times a deposit's, which survives.
void ring_with_dependant(Random& random, Plan& plan)
{
    Seats seats = pick_together(random, plan, 3, false);
    if (seats.empty())
        return;
    const Seat dependant = seats.back();
    seats.pop_back();
    seats.resize(random.between(1, 2));
    const uint64_t in_ring = seats[0].next_index();
    close_ring(random, seats);
    dependant.add(seats[0].name(random.percent(50) ? uint64_t{0} : in_ring));
}
}  // namespace interlock::model
