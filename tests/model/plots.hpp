// Stories for a plan: a few messages each, that make one thing happen when their blocks are shown.
// Pure; any thread.
#pragma once

#include "tests/model/scenario_plan.hpp"

namespace interlock::model
{
/// Weaves `count` stories into blocks that were not shown. What fits nowhere is left out.
void weave(Random& random, Plan& plan, size_t count);
}  // namespace interlock::model
