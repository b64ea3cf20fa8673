// The program `interlock` without its process: arguments in, text and exit code out.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <span>
#include <string>

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
};

/// Runs one command; the exit code. `args` are without the program's name. Reads INTERLOCK_SERVER.
[[nodiscard]] int run(std::span<const std::string> args, const Process& process);
}  // namespace interlock::client::cli
