// Random scenarios, crowded with what is hard to get right: waits, cycles and what stands beside
// them, boundaries of time, reorgs of chains that others depend on. Pure; any thread.
#pragma once

#include "tests/model/scenario.hpp"

namespace interlock::model
{
struct GeneratorOptions
{
    size_t max_steps = 60;  // At least 12; the last action can go a little beyond.
    size_t max_chains = 6;  // At least 2.
};

/// The same for a seed and options on every platform. What it expects, the model expects; its last
/// step is an "expect". Within a scenario, a block's number and revision stand for its content.
[[nodiscard]] Json random_scenario(uint64_t seed, const GeneratorOptions& options);
}  // namespace interlock::model
