#include "tests/bench/follow/tip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

#include "tests/bench/follow/meter.hpp"
#include "tests/bench/process_use.hpp"
#include "tests/bench/results.hpp"

namespace interlock::bench
{
namespace
{
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

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

}  // namespace

bool has_subscription(size_t chain)
{
    return chain % 2 == 1;
}

void measure_tip(const NodesOptions& options, Nodes& nodes, const client::Client& client,
    std::chrono::seconds time)
{
    const auto& chains = options.chains;
    std::array groups{Group{.name = "polled"}, Group{.name = "announced as well"}};
    const auto group_of = [&](size_t chain) -> Group& { return groups[has_subscription(chain)]; };
    for (size_t i = 0; i < chains.size(); ++i)
    {
        ++group_of(i).chains;
        group_of(i).requests -= nodes.use_of(i).requests;
    }
    const Meter meter{nodes, chains.size()};
    nodes.begin_to_grow();
    const auto end = Clock::now() + time;
    std::vector<uint64_t> next;
    for (const auto& growth : options.growth)
        next.push_back(growth.history + 1);
    while (Clock::now() < end)
    {
        for (size_t i = 0; i < chains.size(); ++i)
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
    for (size_t i = 0; i < chains.size(); ++i)
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
        record("tip", {{"group", group.name}, {"p50_ms", group.percentile(0.5)},
                          {"p99_ms", group.percentile(0.99)}});
    }
    fmt::print("cores in use, with the questions: {:.2f}; anonymous memory: {:.0f} MB\n",
        meter.service_cpu_s() / meter.time_s(), anonymous_mb());
}
}  // namespace interlock::bench
