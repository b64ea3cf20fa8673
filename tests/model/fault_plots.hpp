// The story of a message that is wrong. Pure; any thread.
#pragma once

#include "tests/model/scenario_plan.hpp"

namespace interlock::model
{
/// Of any kind but those that take a boundary of time. Left out where it fits nowhere.
void fault(Random& random, Plan& plan);
}  // namespace interlock::model
