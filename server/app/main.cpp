// interlockd: reads its configuration, starts the service, and stops it on SIGINT or SIGTERM.

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>

#include "server/app/app.hpp"
#include "server/app/db_command.hpp"
#include "server/app/endpoints.hpp"
#include "server/app/grammar.hpp"
#include "server/app/version.hpp"
#include "server/doctor/doctor.hpp"
#include "server/log/logging.hpp"
#include "server/metrics/families.hpp"
#include "server/threads/priority.hpp"

namespace
{
using namespace interlock::server;

/// Exit codes: scripts and service managers tell by them what to do.
constexpr int kStopped = 0;
constexpr int kCannotStart = 1;  // Trying again may help.
constexpr int kMustChange = 2;   // It will not, until the configuration or the index is changed.

void print(std::FILE* stream, const std::string& text)
{
    std::fputs(text.c_str(), stream);
}

int refuse(const ConfigProblems& problems)
{
    bool temporary = true;
    print(stderr, "interlockd: the configuration is refused:\n");
    for (const auto& problem : problems)
    {
        print(stderr, fmt::format("  {}\n", to_string(problem)));
        temporary = temporary && problem.temporary;
    }
    return temporary ? kCannotStart : kMustChange;
}

/// SIGINT and SIGTERM, blocked in this thread and all it starts, so that main can wait for them.
sigset_t block_stop_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    // A peer that is gone, and a file that may not grow, are error codes, not signals.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    return signals;
}

void print_summary(const ChainSet& chains)
{
    print(
        stdout, fmt::format("The configuration is right: {} chains from {}, window {} s.\n",
                    chains.chains.size(), chains.source, chains.dependency_set.expiry_window_s()));
    for (const auto& chain : chains.chains)
    {
        const auto activation = chain.config.activation_s
                                    ? fmt::format("messaging from {}", *chain.config.activation_s)
                                    : std::string{"messaging never active"};
        print(stdout,
            fmt::format("  chain {}: block time {} s, {} ({})\n", to_string(chain.config.id),
                chain.config.block_time_s, activation, chain.source));
    }
}

/// --check-config: what the configuration says, and what its endpoints say to it.
int check(const Config& config, const ChainSet& chains)
{
    const auto endpoints = check_endpoints(config, chains, limits_of(config.ingest, {}));
    if (!endpoints.wrong.empty())
    {
        print(stderr, "interlockd: the configuration is refused:\n");
        for (const auto& message : endpoints.wrong)
            print(stderr, fmt::format("  {}\n", message));
        return kMustChange;
    }
    print_summary(chains);
    for (const auto* notes : {&chains.notes, &endpoints.silent})
    {
        for (const auto& note : *notes)
            print(stdout, fmt::format("  note: {}\n", note));
    }
    return kStopped;
}

int serve(const Config& config, ChainSet chains, const sigset_t& stop_signals)
{
    set_up_logging(config.log);
    spdlog::info("interlockd {}: {} chains from {}, window {} s, index in {}", kVersion,
        chains.chains.size(), chains.source, chains.dependency_set.expiry_window_s(),
        config.data_dir.string());
    for (const auto& note : chains.notes)
        spdlog::warn("{}", note);

    give_threads_memory_of_their_own();
    auto app = App::start(config, std::move(chains));
    if (!app)
    {
        bool temporary = true;
        for (const auto& failure : app.error())
        {
            spdlog::error("cannot start: {}", failure.message);
            temporary = temporary && failure.temporary;
        }
        return temporary ? kCannotStart : kMustChange;
    }
    spdlog::info("gRPC at {}{}",
        to_string(
            ListenAddress{config.grpc.listen.host, static_cast<uint16_t>((*app)->grpc_port())}),
        config.grpc.tls.certificate ? " over TLS" : "");
    int signal = 0;
    sigwait(&stop_signals, &signal);
    spdlog::info("stopping on {}", signal == SIGINT ? "SIGINT" : "SIGTERM");
    app->reset();
    spdlog::info("stopped");
    return kStopped;
}

int run(const CommandLine& command_line)
{
    const auto stop_signals = block_stop_signals();
    const auto config =
        load_config({.command_line = command_line, .environment = process_environment()});
    if (!config)
        return refuse(config.error());
    ConsensusNodes consensus{limits_of(config->ingest, {})};
    auto chains = resolve_chain_set(*config, consensus);
    if (!chains)
        return refuse(chains.error());
    if (command_line.mode != CommandMode::check_config)
        return serve(*config, *std::move(chains), stop_signals);
    return check(*config, *chains);
}
}  // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty())
    {
        const auto& command = arguments.front();
        const auto rest = std::span{arguments}.subspan(1);
        if (command == "db")
            return run_db_command(rest);
        if (command == "doctor")
            return run_doctor_command(rest);
        if (command == "completion")
            return run_completion_command(rest);
        if (command == "--print-man")  // Packages ask for it once.
        {
            print(stdout, daemon_man_page());
            return kStopped;
        }
    }
    const auto command_line = parse_command_line(arguments);
    switch (command_line.mode)
    {
        case CommandMode::print_version:
            print(stdout, fmt::format("interlockd {}\n", kVersion));
            return kStopped;
        case CommandMode::print_help:
            print(stdout, help_text());
            return kStopped;
        case CommandMode::print_config_template:
            print(stdout, config_template());
            return kStopped;
        case CommandMode::print_metrics:
            print(stdout, metrics_document());
            return kStopped;
        case CommandMode::run:
        case CommandMode::check_config:
            return run(command_line);
    }
    return kMustChange;
}
