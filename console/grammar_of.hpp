// The grammar that CLI11 parses, as values.
#pragma once

#include "console/grammar.hpp"

namespace CLI
{
class App;
}

namespace interlock::console
{
/// What is hidden from --help is left out.
[[nodiscard]] Command grammar_of(const CLI::App& app);
}  // namespace interlock::console
