// How fast the service catches up with chains over HTTP, what memory it takes meanwhile, and how
// soon it answers about a new block.
//
//   follow-bench [--chains N] [--days D] [--transactions N] [--logs N] [--tip SECONDS]
//                [--poll-ms MS] [--dir FOLDER] [--serve SECONDS]
//
// Each chain has D days of blocks, one in two seconds, each with that many transactions of that
// many logs. Its node is in another process on this machine, so that both share its cores: the
// nodes' part is told. The link is what plain requests for the same blocks bring, before. Then the
// chains grow for a while, every second one announcing its blocks over WebSocket: a block is
// answerable when a check of a message in it, over gRPC, says that it is valid. At last the service
// goes on for as long as --serve says: a target for `interlock bench`.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "chain/http.hpp"
#include "client/client.hpp"
#include "tests/bench/follow/nodes.hpp"
#include "tests/support/must.hpp"
#include "tests/support/start_service.hpp"

namespace interlock::bench
{
namespace
{
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;
namespace fs = std::filesystem;

constexpr uint64_t kBlocksPerDay = 86'400 / LongChain::kBlockTimeS;
constexpr double kMega = 1e6;

struct Options
{
    uint64_t chains = 10;
    double days = 0.1;
    uint64_t transactions = 5;
    uint64_t logs = 2;
    uint64_t tip_s = 30;
    uint64_t poll_ms = 0;  // 0: the service's default.
    uint64_t serve_s = 0;
    fs::path dir = fs::temp_directory_path();

    [[nodiscard]] uint64_t history() const
    {
        return static_cast<uint64_t>(days * static_cast<double>(kBlocksPerDay));
    }
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
    for (int i = 1; i < argc; i += 2)
    {
        const std::string_view option{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (option == "--chains")
            read_number(value, out.chains);
        else if (option == "--days")
            read_number(value, out.days);
        else if (option == "--transactions")
            read_number(value, out.transactions);
        else if (option == "--logs")
            read_number(value, out.logs);
        else if (option == "--tip")
            read_number(value, out.tip_s);
        else if (option == "--poll-ms")
            read_number(value, out.poll_ms);
        else if (option == "--serve")
            read_number(value, out.serve_s);
        else if (option == "--dir")
            out.dir = value;
        else
            throw std::runtime_error{"unknown option " + std::string{option}};
    }
    return out;
}

NodesOptions nodes_of(const Options& options)
{
    NodesOptions out;
    out.history = options.history();
    for (uint64_t i = 0; i < options.chains; ++i)
    {
        out.chains.push_back({.id = ChainId::from_u64(901 + i),
            .last = options.history() + options.tip_s / LongChain::kBlockTimeS + 2,
            .transactions = options.transactions,
            .logs_each = options.logs});
        Growth growth;
        growth.offset = growth.interval + growth.interval * i / options.chains;
        out.growth.push_back(growth);
    }
    return out;
}

bool has_subscription(size_t chain)
{
    return chain % 2 == 1;
}

double cpu_s()
{
    rusage use{};
    ::getrusage(RUSAGE_SELF, &use);
    const auto seconds = [](const timeval& time)
    { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / kMega; };
    return seconds(use.ru_utime) + seconds(use.ru_stime);
}

double anonymous_mb()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
    {
        if (line.starts_with("RssAnon:"))
            return std::stod(line.substr(std::strlen("RssAnon:"))) * 1024 / kMega;
    }
    return 0;
}

/// What was used since it was made.
class Meter
{
public:
    explicit Meter(const Nodes& nodes, size_t chains)
      : nodes_{nodes}, chains_{chains}, bytes_{bytes_so_far()}
    {
    }
    [[nodiscard]] double time_s() const { return Seconds{Clock::now() - began_}.count(); }
    [[nodiscard]] double service_cpu_s() const { return cpu_s() - cpu_s_; }
    [[nodiscard]] double nodes_cpu_s() const
    {
        return Seconds{nodes_.cpu_time() - nodes_cpu_}.count();
    }
    [[nodiscard]] double megabytes() const
    {
        return static_cast<double>(bytes_so_far() - bytes_) / kMega;
    }

private:
    [[nodiscard]] uint64_t bytes_so_far() const
    {
        uint64_t out = 0;
        for (size_t i = 0; i < chains_; ++i)
            out += nodes_.use_of(i).reply_bytes;
        return out;
    }

    const Nodes& nodes_;
    const size_t chains_;
    const Clock::time_point began_ = Clock::now();
    const double cpu_s_ = cpu_s();
    const std::chrono::nanoseconds nodes_cpu_ = nodes_.cpu_time();
    const uint64_t bytes_;
};

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
        chain::HttpClient http{
            *chain::Endpoint::parse(url_of(nodes.http_port(which % options.chains))),
            {.timeout = 10s, .max_reply_bytes = size_t{256} << 20U}};
        const auto end = Clock::now() + kTime;
        for (uint64_t first = 0; Clock::now() < end; first += kBlocks)
        {
            std::string body = "[";
            for (uint64_t i = 0; i < kBlocks; ++i)
            {
                const auto number = quantity_to_hex((first + i) % (options.history() + 1));
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

void catch_up(const Options& options, const Nodes& nodes, const client::Client& client)
{
    const auto blocks = static_cast<double>(options.chains * (options.history() + 1));
    const Meter meter{nodes, options.chains};
    double peak_mb = 0;
    auto next_line = Clock::now() + 10s;
    for (;;)
    {
        peak_mb = std::max(peak_mb, anonymous_mb());
        const auto status = client.status();
        if (!status)
            throw std::runtime_error{status.error().message};
        if (status->ready)
            break;
        if (Clock::now() >= next_line)
        {
            next_line += 10s;
            double indexed = 0;
            for (const auto& chain : status->chains)
                indexed += chain.head ? static_cast<double>(chain.head->id.number + 1) : 0;
            fmt::print("{:>6.0f} s {:>12.0f} of {:.0f} blocks, {:.0f} MB\n", meter.time_s(),
                indexed, blocks, anonymous_mb());
            std::fflush(stdout);
        }
        std::this_thread::sleep_for(50ms);
    }
    const auto time_s = meter.time_s();
    const auto logs = blocks * static_cast<double>(options.transactions * options.logs);
    fmt::print("caught up in {:.1f} s: {:.0f} blocks/s, {:.0f} logs/s, {:.0f} MB/s of JSON\n",
        time_s, blocks / time_s, logs / time_s, meter.megabytes() / time_s);
    fmt::print(
        "cores in use: service {:.2f}, nodes {:.2f}; {:.0f} MB/s of JSON a core of the service\n",
        meter.service_cpu_s() / time_s, meter.nodes_cpu_s() / time_s,
        meter.megabytes() / meter.service_cpu_s());
    fmt::print("peak of anonymous memory: {:.0f} MB\n", peak_mb);
}

/// Chains that are followed in one way, at the tip.
struct Group
{
    const char* name = "";
    size_t chains = 0;
    uint64_t requests = 0;
    std::vector<double> latencies_ms{};
    size_t lost = 0;  // Blocks that did not come to be answerable.

    [[nodiscard]] double percentile(double part)
    {
        if (latencies_ms.empty())
            return 0;
        std::sort(latencies_ms.begin(), latencies_ms.end());
        return latencies_ms[static_cast<size_t>(
            part * static_cast<double>(latencies_ms.size() - 1))];
    }
};

bool is_answerable(const client::Client& client, const Message& message)
{
    const auto answers = client.check_messages(std::array{message},
        {.executing_chain = message.id.at.chain_id,
            .timestamp_s = message.id.at.timestamp_s + LongChain::kBlockTimeS});
    const auto* answer = answers ? &answers->front() : nullptr;
    return answer != nullptr && *answer && std::holds_alternative<client::Valid>(**answer);
}

void measure_tip(const Options& options, Nodes& nodes, const client::Client& client)
{
    std::array groups{Group{.name = "polled"}, Group{.name = "announced as well"}};
    const auto group_of = [&](size_t chain) -> Group& { return groups[has_subscription(chain)]; };
    const auto chains = nodes_of(options).chains;
    for (size_t i = 0; i < options.chains; ++i)
    {
        ++group_of(i).chains;
        group_of(i).requests -= nodes.use_of(i).requests;
    }
    const Meter meter{nodes, options.chains};
    nodes.begin_to_grow();
    const auto end = Clock::now() + std::chrono::seconds{options.tip_s};
    std::vector<uint64_t> next(options.chains, options.history() + 1);
    while (Clock::now() < end)
    {
        for (size_t i = 0; i < options.chains; ++i)
        {
            const auto served = nodes.time_of(i, next[i]);
            if (Clock::now() < served || !is_answerable(client, first_message(chains[i], next[i])))
                continue;
            group_of(i).latencies_ms.push_back(
                std::chrono::duration<double, std::milli>(Clock::now() - served).count());
            ++next[i];
        }
        std::this_thread::sleep_for(500us);
    }
    for (size_t i = 0; i < options.chains; ++i)
    {
        group_of(i).requests += nodes.use_of(i).requests;
        for (; nodes.time_of(i, next[i]) + 1s < end; ++next[i])
            ++group_of(i).lost;
    }
    fmt::print("\n{:<20} {:>8} {:>8} {:>8} {:>8} {:>6} {:>18}\n", "a new block after, ms", "p50",
        "p90", "p99", "max", "lost", "requests/s a chain");
    for (auto& group : groups)
    {
        if (group.chains == 0)
            continue;
        fmt::print("{:<20} {:>8.1f} {:>8.1f} {:>8.1f} {:>8.1f} {:>6} {:>18.1f}\n", group.name,
            group.percentile(0.5), group.percentile(0.9), group.percentile(0.99),
            group.percentile(1), group.lost,
            static_cast<double>(group.requests) / static_cast<double>(group.chains) /
                meter.time_s());
    }
    fmt::print("cores in use, with the questions: {:.2f}; anonymous memory: {:.0f} MB\n",
        meter.service_cpu_s() / meter.time_s(), anonymous_mb());
}

void run(const Options& options, Nodes& nodes, const fs::path& folder)
{
    fmt::print("{} chains of {} blocks, {} logs in each\n", options.chains, options.history() + 1,
        options.transactions * options.logs);
    fmt::print("the link: {:.0f} MB/s of JSON\n", link_mb_s(options, nodes));
    std::fflush(stdout);
    auto app = testing::start_service(flags_of(options, nodes, folder));
    if (!app)
        throw std::runtime_error{app.error().front()};
    const client::Client client{{.server = fmt::format("127.0.0.1:{}", (*app)->grpc_port())}};
    catch_up(options, nodes, client);
    if (options.tip_s > 0)
        measure_tip(options, nodes, client);
    if (options.serve_s == 0)
        return;
    fmt::print("gRPC at 127.0.0.1:{}, JSON-RPC at 127.0.0.1:{}\n", (*app)->grpc_port(),
        (*app)->rpc_port().value());
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::seconds{options.serve_s});
}
}  // namespace
}  // namespace interlock::bench

int main(int argc, char** argv)
{
    using namespace interlock::bench;
    std::filesystem::path folder;
    int code = 1;
    try
    {
        const auto options = parse(argc, argv);
        Nodes nodes{nodes_of(options)};
        folder = options.dir / ("follow-bench-" + std::to_string(::getpid()));
        run(options, nodes, folder);
        code = 0;
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "follow-bench: {}\n", error.what());
    }
    if (!folder.empty())
        std::filesystem::remove_all(folder);
    return code;
}
