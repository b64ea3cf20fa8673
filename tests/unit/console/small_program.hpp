// A program that no one has, with one of everything.
#pragma once

#include "console/grammar.hpp"

namespace interlock::console::testing
{
[[nodiscard]] Command small_program();
}  // namespace interlock::console::testing
