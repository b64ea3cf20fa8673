// `interlockd db …`: what is done to the index of a stopped service.
#pragma once

#include <span>
#include <string>

#include "console/grammar.hpp"

namespace interlock::server
{
/// Carries out the arguments after "db" and returns the exit code: 0 done (and sound), 1 the index
/// is not sound, or trying again may help, 2 it will not until something is changed. Says what
/// happened on standard output, and progress and errors on standard error.
[[nodiscard]] int run_db_command(std::span<const std::string> arguments);

/// What those arguments may be.
[[nodiscard]] console::Command db_grammar();
}  // namespace interlock::server
