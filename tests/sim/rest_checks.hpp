// What must hold when nothing is wrong any more and everything has been told.
#pragma once

#include <filesystem>

#include "tests/sim/step_checks.hpp"

namespace interlock::sim
{
/// Whether the index has come to where the world is.
[[nodiscard]] bool has_arrived(
    const storage::View& view, const StepChecks& checks, const World& world);

/// Throws Broken unless the index has exactly the canonical blocks, decides as the model does, and
/// equals one that is built from scratch out of the same chains, in another order. `folder` is for
/// that one.
void check_at_rest(Context& context, const World& world, const storage::View& view,
    const StepChecks& checks, const std::filesystem::path& folder);
}  // namespace interlock::sim
