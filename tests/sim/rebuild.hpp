// The same chains once more, into an index of their own.
#pragma once

#include <filesystem>

#include "tests/sim/step_checks.hpp"

namespace interlock::sim
{
/// What an index says that takes the canonical chains in pieces, in any order of the chains, with
/// the labels at any moment.
[[nodiscard]] Snapshot rebuild(Context& context, const World& world, const StepChecks& checks,
    const std::filesystem::path& folder);
}  // namespace interlock::sim
