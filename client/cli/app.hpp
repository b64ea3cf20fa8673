// The program `interlock` without its process: arguments in, text and exit code out.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <ostream>
#include <span>
#include <stop_token>
#include <string>

#include "client/cli/terminal.hpp"

namespace interlock::client::cli
{
/// What a process gives its program.
struct Process
{
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool colour = false;  // Whether `out` is a terminal that wants colour.
    uint64_t now_s = 0;
    /// Called by a command that goes on until it is interrupted; then the token is stopped, and not
    /// the process. Unset: such a command is never interrupted.
    std::function<std::stop_token()> on_interrupt = {};
    /// Takes the terminal that `out` is, to draw on it. Unset: it is none that can be drawn on.
    std::function<std::unique_ptr<Terminal>()> open_terminal = {};
};

/// Runs one command; the exit code. `args` are without the program's name. Reads INTERLOCK_SERVER
/// and the other variables that --help names.
[[nodiscard]] int run(std::span<const std::string> args, const Process& process);
}  // namespace interlock::client::cli
