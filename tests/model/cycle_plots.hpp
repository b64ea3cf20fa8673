// Stories of messages that depend on themselves, and of what stands beside them. A story that fits
// nowhere is left out. Pure; any thread.
#pragma once

#include "tests/model/scenario_plan.hpp"

namespace interlock::model
{
void self_cycle(Random& random, Plan& plan);
/// Of two or three chains.
void ring(Random& random, Plan& plan);
void ring_through_previous(Random& random, Plan& plan);
void ring_with_feeder(Random& random, Plan& plan);
void ring_with_dependant(Random& random, Plan& plan);
}  // namespace interlock::model
