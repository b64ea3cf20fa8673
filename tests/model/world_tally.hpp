// What is to be seen in a world at one moment, in the unsafe view. Pure; any thread.
#pragma once

#include "tests/model/scenario_tally.hpp"

namespace interlock::model
{
void count_world(const World& world, Tally& tally);
}  // namespace interlock::model
