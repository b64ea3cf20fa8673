// The grammar of interlockd's command line, for completions and the manual page.
#pragma once

#include <span>

#include "console/grammar.hpp"

namespace interlock::server
{
/// Made from the table of settings, and from what parses the commands.
[[nodiscard]] console::Command daemon_grammar();

/// interlockd(8), in roff.
[[nodiscard]] std::string daemon_man_page();

/// `interlockd completion SHELL`; the exit code.
[[nodiscard]] int run_completion_command(std::span<const std::string> arguments);
}  // namespace interlock::server
