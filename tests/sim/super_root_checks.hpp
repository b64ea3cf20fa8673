// What the service says of exact L1 blocks and super roots, against a slow and obvious model.
#pragma once

#include "tests/sim/step_checks.hpp"

namespace interlock::sim
{
/// Whatever is told is the truth; what may be refused, and how often it is, is tallied. Throws
/// Broken. Precondition: the index has arrived where the world is.
void check_super_roots(
    Context& context, const World& world, const storage::View& view, const StepChecks& checks);
}  // namespace interlock::sim
