// The service with the nodes of its chains: how fast it catches up over HTTP, what memory it takes,
// how soon it answers about a new block, and what a day of it costs.
//
//   follow-bench [--chains N] [--days D] [--transactions N] [--logs N] [--executing 1]
//                [--short N] [--prebuilt 1] [--tip SECONDS] [--poll-ms MS] [--dir FOLDER]
//                [--interlock PROGRAM] [--rate N] [--day SECONDS] [--serve SECONDS]
//
// Each chain has D days of blocks, one in two seconds, each with that many transactions of that
// many logs; with --executing the last of these executes a message. The first --short chains have a
// few minutes only. The nodes are in another process on this machine, so that both share its cores:
// the nodes' part is told. The link is what plain requests for the same blocks bring, before. With
// --prebuilt the index is there already, and nothing has to be caught up with.
//
// --tip: the chains grow for a while, every second one announcing its blocks over WebSocket, and
// how soon a check about a block's message is valid is told. --rate, with the `interlock` to ask
// with: the time of answers at that rate while the service catches up (where there are short chains
// to ask about) and when it has. --day: the chains grow, checks come at that rate over gRPC, then
// over JSON-RPC, and what of a core that takes is told. At last the service follows its growing
// chains for as long as --serve says: a target for others.
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <future>
#include <map>
#include <thread>

#include "chain/http.hpp"
#include "client/client.hpp"
#include "server/threads/priority.hpp"
#include "tests/bench/follow/load.hpp"
#include "tests/bench/follow/meter.hpp"
#include "tests/bench/follow/nodes.hpp"
#include "tests/bench/follow/prebuilt.hpp"
#include "tests/bench/follow/tip.hpp"
#include "tests/bench/own_folder.hpp"
#include "tests/bench/process_use.hpp"
#include "tests/bench/results.hpp"
#include "tests/support/start_service.hpp"

namespace interlock::bench
{
namespace
{
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr uint64_t kBlocksPerDay = 86'400 / LongChain::kBlockTimeS;
constexpr uint64_t kShortHistory = 500;  // Blocks.

struct Options
{
    uint64_t chains = 10;
    double days = 0.1;
    uint64_t transactions = 5;
    uint64_t logs = 2;
    uint64_t executing = 0;
    uint64_t short_chains = 0;
    uint64_t prebuilt = 0;
    uint64_t tip_s = 30;
    uint64_t poll_ms = 0;  // 0: the service's default.
    double rate = 0;
    uint64_t day_s = 0;
    uint64_t serve_s = 0;
    std::string interlock;
    fs::path dir = fs::temp_directory_path();

    [[nodiscard]] uint64_t history(uint64_t chain) const
    {
        return chain < short_chains
                   ? kShortHistory
                   : static_cast<uint64_t>(days * static_cast<double>(kBlocksPerDay));
    }
    [[nodiscard]] uint64_t blocks() const
    {
        uint64_t out = 0;
        for (uint64_t i = 0; i < chains; ++i)
            out += history(i) + 1;
        return out;
    }
    [[nodiscard]] uint64_t logs_a_block() const { return transactions * logs; }
    [[nodiscard]] uint64_t long_chains() const { return chains - short_chains; }
};

template <typename T>
void read_number(std::string_view text, T& out)
{
    if (std::from_chars(text.data(), text.data() + text.size(), out).ec != std::errc{})
        throw std::runtime_error{"not a number: " + std::string{text}};
}

Options parse(int argc, char** argv)
{
    Options out;
    const std::map<std::string_view, uint64_t*> numbers{{"--chains", &out.chains},
        {"--transactions", &out.transactions}, {"--logs", &out.logs},
        {"--executing", &out.executing}, {"--short", &out.short_chains},
        {"--prebuilt", &out.prebuilt}, {"--tip", &out.tip_s}, {"--poll-ms", &out.poll_ms},
        {"--day", &out.day_s}, {"--serve", &out.serve_s}};
    for (int i = 1; i < argc; i += 2)
    {
        const std::string_view option{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (const auto found = numbers.find(option); found != numbers.end())
            read_number(value, *found->second);
        else if (option == "--days")
            read_number(value, out.days);
        else if (option == "--rate")
            read_number(value, out.rate);
        else if (option == "--interlock")
            out.interlock = value;
        else if (option == "--dir")
            out.dir = value;
        else
            throw std::runtime_error{"unknown option " + std::string{option}};
    }
    if ((out.rate > 0 || out.day_s > 0) && (out.rate <= 0 || out.interlock.empty()))
        throw std::runtime_error{"--rate needs --interlock, and --day both"};
    if (out.chains <= out.short_chains)
        throw std::runtime_error{"more --short than --chains"};
    return out;
}

NodesOptions nodes_of(const Options& options)
{
    NodesOptions out;
    for (uint64_t i = 0; i < options.chains; ++i)
    {
        Growth growth{.history = options.history(i)};
        growth.offset = growth.interval + growth.interval * i / options.chains;
        out.growth.push_back(growth);
        out.chains.push_back({.id = ChainId::from_u64(901 + i),
            .last = growth.history +
                    (options.tip_s + 2 * options.day_s + options.serve_s) / LongChain::kBlockTimeS +
                    5,
            .transactions = options.transactions,
            .logs_each = options.logs});
    }
    // Each executes the first log of the next one.
    for (uint64_t i = 0; options.executing != 0 && i < options.chains; ++i)
        out.chains[i].executes = first_message(out.chains[(i + 1) % options.chains], 0);
    return out;
}

std::string url_of(uint16_t port)
{
    return fmt::format("http://127.0.0.1:{}", port);
}

/// The same requests as the service's, over as many connections, and nothing done with the replies.
double link_mb_s(const Options& options, const Nodes& nodes)
{
    constexpr size_t kConnections = 8;
    constexpr uint64_t kBlocks = 32;
    constexpr auto kTime = 3s;
    const auto fetch = [&](size_t which)
    {
        chain::HttpClient http{*chain::Endpoint::parse(url_of(nodes.http_port(
                                   options.chains - 1 - which % options.long_chains()))),
            {.timeout = 10s, .max_reply_bytes = size_t{256} << 20U}};
        const auto end = Clock::now() + kTime;
        for (uint64_t first = 0; Clock::now() < end; first += kBlocks)
        {
            std::string body = "[";
            for (uint64_t i = 0; i < kBlocks; ++i)
            {
                const auto number =
                    quantity_to_hex((first + i) % (options.history(options.chains - 1) + 1));
                body += fmt::format(
                    R"({{"id":{},"method":"eth_getBlockByNumber","params":["{}",false]}},)"
                    R"({{"id":{},"method":"eth_getBlockReceipts","params":["{}"]}},)",
                    2 * i, number, 2 * i + 1, number);
            }
            body.back() = ']';
            if (!http.post(body))
                throw std::runtime_error{"a node does not answer"};
        }
    };
    const Meter meter{nodes, options.chains};
    std::vector<std::thread> threads;
    for (size_t i = 0; i < kConnections; ++i)
        threads.emplace_back(fetch, i);
    for (auto& thread : threads)
        thread.join();
    return meter.megabytes() / meter.time_s();
}

std::vector<std::string> flags_of(const Options& options, const Nodes& nodes, const fs::path& dir)
{
    std::vector<std::string> out{"--data_dir=" + dir.string(), "--grpc.listen=127.0.0.1:0",
        "--rpc.listen=127.0.0.1:0", "--rpc.max_connections_per_address=512"};
    if (options.poll_ms != 0)
        out.push_back(fmt::format("--ingest.poll_interval_ms={}", options.poll_ms));
    for (size_t i = 0; i < options.chains; ++i)
    {
        const auto key = fmt::format("--chains.{}.", 901 + i);
        out.push_back(key + "execution=" + url_of(nodes.http_port(i)));
        out.push_back(key + "activation_time=0");
        out.push_back(fmt::format("{}block_time_s={}", key, LongChain::kBlockTimeS));
        if (has_subscription(i))
            out.push_back(
                fmt::format("{}subscribe=ws://127.0.0.1:{}", key, nodes.websocket_port(i)));
    }
    return out;
}

client::Status status_of(const client::Client& client)
{
    auto out = client.status();
    if (!out)
        throw std::runtime_error{out.error().message};
    return *std::move(out);
}

/// Answers at the rate, about short chains, while the others are caught up with.
Loaded load_while_catching_up(const Load& load, const Options& options)
{
    const client::Client client{{.server = load.server}};
    for (;; std::this_thread::sleep_for(50ms))
    {
        const auto chains = status_of(client).chains;
        if (std::all_of(chains.begin(), chains.begin() + static_cast<long>(options.short_chains),
                [](const auto& chain) { return chain.ready; }))
            break;
    }
    const auto out = run_load(load);
    if (status_of(client).ready)
        throw std::runtime_error{"all is caught up with before it was measured: give more --days"};
    return out;
}

void catch_up(const Options& options, const Nodes& nodes, const client::Client& client)
{
    const auto blocks = static_cast<double>(options.blocks());
    const Meter meter{nodes, options.chains};
    double peak_mb = 0;
    auto next_line = Clock::now() + 10s;
    for (;;)
    {
        peak_mb = std::max(peak_mb, anonymous_mb());
        const auto status = status_of(client);
        if (status.ready)
            break;
        if (Clock::now() >= next_line)
        {
            next_line += 10s;
            double indexed = 0;
            for (const auto& chain : status.chains)
                indexed += chain.head ? static_cast<double>(chain.head->id.number + 1) : 0;
            fmt::print("{:>6.0f} s {:>12.0f} of {:.0f} blocks, {:.0f} MB\n", meter.time_s(),
                indexed, blocks, anonymous_mb());
            std::fflush(stdout);
        }
        std::this_thread::sleep_for(50ms);
    }
    const auto time_s = meter.time_s();
    if (options.prebuilt != 0)
    {
        fmt::print("ready after {:.2f} s\n", time_s);
        record("ready", {{"chains", options.chains}, {"blocks", blocks}, {"s", time_s}});
        return;
    }
    const auto logs = blocks * static_cast<double>(options.logs_a_block());
    fmt::print("caught up in {:.1f} s: {:.0f} blocks/s, {:.0f} logs/s, {:.0f} MB/s of JSON\n",
        time_s, blocks / time_s, logs / time_s, meter.megabytes() / time_s);
    fmt::print(
        "cores in use: service {:.2f}, nodes {:.2f}; {:.0f} MB/s of JSON a core of the service\n",
        meter.service_cpu_s() / time_s, meter.nodes_cpu_s() / time_s,
        meter.megabytes() / meter.service_cpu_s());
    fmt::print("peak of anonymous memory: {:.0f} MB\n", peak_mb);
    record("catch-up", {{"chains", options.chains}, {"logs_a_block", options.logs_a_block()},
                           {"blocks_per_s", blocks / time_s}, {"logs_per_s", logs / time_s},
                           {"peak_mb", peak_mb}});
}

/// Catches up, and tells how answers fare meanwhile and afterwards.
void catch_up_under_load(
    const Options& options, const Nodes& nodes, const client::Client& client, const Load& load)
{
    auto meanwhile =
        std::async(std::launch::async, [&] { return load_while_catching_up(load, options); });
    catch_up(options, nodes, client);
    const auto during = meanwhile.get();
    const auto after = run_load(load);
    fmt::print(
        "at {:.0f} checks/s: p50 {:.2f} ms, p99 {:.2f} ms while catching up; p50 {:.2f} ms, "
        "p99 {:.2f} ms afterwards: {:.1f} times\n",
        load.rate, during.p50_ms, during.p99_ms, after.p50_ms, after.p99_ms,
        during.p99_ms / after.p99_ms);
    record("catching up under load",
        {{"rate", load.rate}, {"during_p99_ms", during.p99_ms}, {"after_p99_ms", after.p99_ms},
            {"ratio", during.p99_ms / after.p99_ms}});
}

/// The chains grow and checks come: what that takes.
void spend_day(const Options& options, const Nodes& nodes, const Load& load)
{
    const auto* door = load.rpc.empty() ? "gRPC" : "JSON-RPC";
    const Meter meter{nodes, options.chains};
    const auto loaded = run_load(load);
    const auto core = meter.service_cpu_s() / meter.time_s();
    fmt::print(
        "{} chains of {} logs a block, {:.0f} checks/s over {} (p50 {:.2f} ms, p99 {:.2f} "
        "ms): {:.1f} % of a core, {:.0f} MB of anonymous memory\n",
        options.chains, options.logs_a_block(), loaded.answers_per_s, door, loaded.p50_ms,
        loaded.p99_ms, core * 100, anonymous_mb());
    record("day",
        {{"door", door}, {"chains", options.chains}, {"logs_a_block", options.logs_a_block()},
            {"blocks", options.blocks()}, {"checks_per_s", loaded.answers_per_s},
            {"p99_ms", loaded.p99_ms}, {"core", core}, {"mb", anonymous_mb()}});
}

void run(const Options& options, Nodes& nodes, const fs::path& folder)
{
    fmt::print("{} chains, {} blocks, {} logs in each\n", options.chains, options.blocks(),
        options.logs_a_block());
    if (options.prebuilt != 0)
        prebuild(nodes_of(options), folder);
    else
        fmt::print("the link: {:.0f} MB/s of JSON\n", link_mb_s(options, nodes));
    std::fflush(stdout);
    auto app = testing::start_service(flags_of(options, nodes, folder));
    if (!app)
        throw std::runtime_error{app.error().front()};
    const auto server = fmt::format("127.0.0.1:{}", (*app)->grpc_port());
    const client::Client client{{.server = server}};
    const Load load{.program = options.interlock, .server = server, .rate = options.rate};
    if (options.rate > 0 && options.short_chains > 0)
        catch_up_under_load(options, nodes, client, load);
    else
        catch_up(options, nodes, client);
    std::fflush(stdout);
    if (options.tip_s > 0)
        measure_tip(nodes_of(options), nodes, client, std::chrono::seconds{options.tip_s});
    if (options.day_s > 0)
    {
        nodes.begin_to_grow();
        auto day = load;
        day.seconds = static_cast<unsigned>(options.day_s);
        spend_day(options, nodes, day);
        day.rpc = fmt::format("127.0.0.1:{}", (*app)->rpc_port().value());
        spend_day(options, nodes, day);
    }
    if (options.serve_s == 0)
        return;
    fmt::print("process {}: gRPC at {}, JSON-RPC at 127.0.0.1:{}\n", ::getpid(), server,
        (*app)->rpc_port().value());
    std::fflush(stdout);
    nodes.begin_to_grow();
    std::this_thread::sleep_for(std::chrono::seconds{options.serve_s});
}
}  // namespace
}  // namespace interlock::bench

int main(int argc, char** argv)
{
    using namespace interlock::bench;
    try
    {
        const auto options = parse(argc, argv);
        spdlog::set_level(spdlog::level::warn);
        interlock::server::give_threads_memory_of_their_own();  // As interlockd does.
        Nodes nodes{nodes_of(options)};
        const OwnFolder folder{options.dir, "follow-bench"};
        run(options, nodes, folder.path());
        return 0;
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "follow-bench: {}\n", error.what());
        return 1;
    }
}
