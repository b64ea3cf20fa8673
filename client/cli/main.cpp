// The program `interlock`: the command line of an Interlock service.
#include <grpc/support/log.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <vector>

#include "client/cli/app.hpp"
#include "client/cli/interrupt.hpp"

namespace
{
/// Whether what is printed goes to a terminal that does more than print.
bool is_terminal()
{
    const char* const terminal = std::getenv("TERM");
    const bool dumb = terminal != nullptr && std::string{terminal} == "dumb";
    return !dumb && isatty(STDOUT_FILENO) == 1;
}

/// https://no-color.org: set and not empty means none.
bool wants_colour()
{
    const char* const no_color = std::getenv("NO_COLOR");
    const bool forbidden = no_color != nullptr && *no_color != '\0';
    return !forbidden && is_terminal();
}

uint64_t now_s()
{
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count());
}
}  // namespace

int main(int argc, char** argv)
{
    // `interlock … | head` must end with an exit code, not with a signal.
    std::signal(SIGPIPE, SIG_IGN);
    // What gRPC logs of a connection that fails is told by the command itself.
    if (std::getenv("GRPC_VERBOSITY") == nullptr)
        gpr_set_log_function([](gpr_log_func_args*) {});
    const std::vector<std::string> args{argv + 1, argv + argc};
    std::optional<interlock::client::cli::Interrupt> interrupt;
    const auto on_interrupt = [&interrupt]
    {
        interrupt.emplace();
        return interrupt->token();
    };
    interlock::client::cli::Process process{.in = std::cin,
        .out = std::cout,
        .err = std::cerr,
        .colour = wants_colour(),
        .now_s = now_s(),
        .on_interrupt = on_interrupt};
    if (is_terminal())
        process.open_terminal = &interlock::client::cli::open_terminal;
    return interlock::client::cli::run(args, process);
}
