// Where a story can be woven into a plan. Seats point into the plan that they were taken from.
// Pure; any thread.
#pragma once

#include <functional>

#include "tests/model/scenario_plan.hpp"

namespace interlock::model
{
/// A place for messages.
struct Seat
{
    PlannedChain* chain = nullptr;
    PlannedBlock* block = nullptr;

    [[nodiscard]] PlannedMessage name(uint64_t index) const
    {
        return model::name(*chain, *block, index);
    }
    uint64_t add(PlannedMessage message) const { return add_message(*block, std::move(message)); }
    /// Of the next log to be added.
    [[nodiscard]] uint64_t next_index() const { return block->log_count; }
};
using Seats = std::vector<Seat>;

[[nodiscard]] Seats all_seats(Plan& plan);
/// Of blocks that were not shown: those can still get logs and messages.
[[nodiscard]] Seats open_seats(Plan& plan);

using BlockCondition = std::function<bool(const PlannedBlock&)>;
[[nodiscard]] Seats filter(Seats seats, const BlockCondition& condition);

/// Mostly early ones: a scenario can end before the late ones come. Precondition: not empty.
[[nodiscard]] Seat pick_early(Random& random, Seats seats);

/// Open blocks of different chains at one time, or none. Quiet ones hold no messages so far, so
/// that the story happens as it is written.
[[nodiscard]] Seats pick_together(Random& random, Plan& plan, size_t count, bool is_quiet);

/// It has a log, or can get one.
[[nodiscard]] bool can_initiate(const PlannedBlock& block);
/// A log of the block; one is added where there is none. Precondition: can_initiate.
[[nodiscard]] uint64_t pick_log(Random& random, const Seat& seat);

struct Pair
{
    Seat executing;
    Seat initiating;
};
using AgeCondition = std::function<bool(uint64_t age_s)>;
/// An open block, and another block that is so much older.
[[nodiscard]] std::optional<Pair> pick_pair(Random& random, Plan& plan, const AgeCondition& fits);
}  // namespace interlock::model
