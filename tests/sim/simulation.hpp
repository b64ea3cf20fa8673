// One seed: a world, its nodes, the service that follows them, and the time in which it all
// happens.
#pragma once

#include <functional>

#include "tests/sim/service.hpp"

namespace interlock::sim
{
struct RunOptions
{
    uint64_t seed = 0;
    bool aloud = false;  // Tell what happens.
};

/// Throws Broken at the first thing that is not as it must be. Returns what the index says in the
/// end: the same for the same seed.
Snapshot simulate(const RunOptions& options, Tally& tally);
}  // namespace interlock::sim
