// What subscribers cost: each new block moves heads, and all of them are told.
// Run: watch-bench; files go to the directory for temporary files (TMPDIR).
//
// The service's gRPC server and its subscribers are in this process, over loopback. Told of each
// block: how long until the last subscriber has its changes, and the processor time that both sides
// take for one change and one subscriber.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/bench/process_use.hpp"
#include "tests/bench/results.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/api/served_world.hpp"

namespace interlock::bench
{
namespace
{
using namespace testing;
using Clock = std::chrono::steady_clock;

constexpr size_t kBlocks = 300;
constexpr size_t kStreamsAConnection = 64;

/// Remembers the newest change that it was sent.
class Subscriber final : public grpc::ClientReadReactor<pb::HeadChange>
{
public:
    explicit Subscriber(pb::Supervisor::Stub& stub)
    {
        stub.async()->WatchHeads(&call_, &request_, this);
        StartRead(&change_);
        StartCall();
    }
    void OnReadDone(bool ok) override
    {
        if (!ok)
            return;
        sequence_ = change_.sequence();
        ++changes_;
        StartRead(&change_);
    }
    void OnDone(const grpc::Status&) override { is_done_ = true; }

    void cancel() { call_.TryCancel(); }
    [[nodiscard]] uint64_t sequence() const { return sequence_; }
    [[nodiscard]] uint64_t changes() const { return changes_; }
    [[nodiscard]] bool is_done() const { return is_done_; }

private:
    grpc::ClientContext call_;
    pb::WatchHeadsRequest request_;
    pb::HeadChange change_;
    std::atomic<uint64_t> sequence_ = 0;
    std::atomic<uint64_t> changes_ = 0;
    std::atomic<bool> is_done_ = false;
};

template <typename Condition>
void wait_for(const Condition& holds)
{
    while (!holds())
        std::this_thread::sleep_for(std::chrono::microseconds{50});
}

void measure(size_t count)
{
    ServedWorld served;
    served.start();
    std::vector<std::unique_ptr<pb::Supervisor::Stub>> stubs;
    std::vector<std::unique_ptr<Subscriber>> subscribers;
    for (size_t i = 0; i < count; ++i)
    {
        if (i % kStreamsAConnection == 0)
            stubs.push_back(served.connect());
        subscribers.push_back(std::make_unique<Subscriber>(*stubs.back()));
    }
    const auto all_have = [&](uint64_t sequence)
    {
        return std::all_of(subscribers.begin(), subscribers.end(),
            [&](const auto& subscriber) { return subscriber->sequence() >= sequence; });
    };
    const auto add_block = [&]
    {
        served.world.append(kAlpha);
        const auto last = must(must(served.world.store().open_view())->head_journal()).last;
        wait_for([&] { return all_have(last); });
    };
    add_block();  // All are subscribed.
    uint64_t before = 0;
    for (const auto& subscriber : subscribers)
        before += subscriber->changes();
    std::vector<double> times_ms;
    const double cpu_before_s = cpu_s();
    for (size_t i = 0; i < kBlocks; ++i)
    {
        const auto begin = Clock::now();
        add_block();
        times_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    const double used_s = cpu_s() - cpu_before_s;
    uint64_t told = 0;
    for (const auto& subscriber : subscribers)
    {
        told += subscriber->changes();
        subscriber->cancel();
    }
    wait_for(
        [&]
        {
            return std::all_of(subscribers.begin(), subscribers.end(),
                [](const auto& subscriber) { return subscriber->is_done(); });
        });
    std::sort(times_ms.begin(), times_ms.end());
    const double p50_ms = times_ms[times_ms.size() / 2];
    const double p99_ms = times_ms[times_ms.size() * 99 / 100];
    const double us = used_s / static_cast<double>(told - before) * 1e6;
    fmt::print("{:>12} {:>12.2f} {:>12.2f} {:>16.1f}\n", count, p50_ms, p99_ms, us);
    record("subscribers",
        {{"subscribers", count}, {"p50_ms", p50_ms}, {"p99_ms", p99_ms}, {"us_each", us}});
}
}  // namespace
}  // namespace interlock::bench

int main()
{
    try
    {
        fmt::print(
            "{:>12} {:>12} {:>12} {:>16}\n", "subscribers", "p50 ms", "p99 ms", "CPU us a change");
        for (const size_t count : std::initializer_list<size_t>{1, 16, 64, 256})
            interlock::bench::measure(count);
        return 0;
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "watch-bench: {}\n", error.what());
        return 1;
    }
}
