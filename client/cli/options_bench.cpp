// The grammar of `interlock bench`.
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kBenchAbout =
    R"(Asks about messages that are indexed, drawn from blocks all over the index, and prints how many were
answered, how, and how soon. At a --rate, the time of a request that had to wait for others counts
from when it was due. This is load: not for a service that others depend on.)";
}  // namespace

void add_bench(CLI::App& app, Request& request)
{
    auto& args = request.bench;
    auto& bench = add_command(app, request, "bench", "How much the service answers, and how soon",
        [&args](const Context& context) { return run_bench(context, args); });
    add_notes(bench, {.about = kBenchAbout,
                         .exit_codes = "0 measured",
                         .examples = {"bench --seconds 5", "bench --stream 100 --messages 2",
                             "bench --rate 5000 --rpc 127.0.0.1:7546"}});
    bench.add_option("--seconds", args.seconds, "How long [default: 10]")
        ->check(CLI::Range(1, 86'400));
    bench
        .add_option("--rate", args.rate,
            "Requests a second [default: a new one as soon as another is answered]")
        ->check(CLI::Range(0.0, 1e6));
    bench
        .add_option("--in-flight", args.in_flight,
            "Requests under way at the same time, at most [default: 32]")
        ->check(CLI::Range(1, 100'000));
    bench.add_option("--connections", args.connections, "Connections [default: 4]")
        ->check(CLI::Range(1, 10'000));
    bench.add_option("--messages", args.messages, "Messages in a list [default: 1]")
        ->check(CLI::Range(1, 1'000));
    bench.add_option("--stream", args.batch, "Over CheckStream, with so many lists in a request")
        ->check(CLI::Range(1, 1'000));
    bench
        .add_option("--rpc", args.rpc,
            "Over JSON-RPC at this address instead of gRPC; encrypted where --tls is given")
        ->type_name("HOST:PORT");
    bench.add_flag("--connect-anew", args.connects_anew,
        "With --rpc: a new connection for each request, as proxyd does");
    bench
        .add_option("--deadline-ms", args.deadline_ms, "When a request is given up [default: 1000]")
        ->check(CLI::Range(1, 600'000));
    bench.add_option("--seed", args.seed, "Draws other messages");
    add(bench, "--level", args.level, parse_level,
        "Level that the initiating blocks must have reached [default: unsafe]")
        ->type_name(kLevelChoices);
}
}  // namespace interlock::client::cli
