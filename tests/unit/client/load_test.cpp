// Load on a door that answers as the test wants.
#include "client/load/load.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "client/cli/bench_report.hpp"

namespace interlock::client
{
namespace
{
using namespace std::chrono_literals;
using ::testing::HasSubstr;

class ScriptedDoor final : public Door
{
public:
    void ask(size_t number, const Answered& answered) override
    {
        std::unique_lock lock{mutex_};
        most_ = std::max(most_, held_.size() + 1);
        ++asked_[number];
        if (hold)
        {
            held_.push_back(answered);
            is_held_.notify_all();
            return;
        }
        lock.unlock();
        answered(number == 0 ? "invalid" : "valid");
    }
    /// Returns when so many wait.
    void wait_until_held(size_t count)
    {
        std::unique_lock lock{mutex_};
        is_held_.wait(lock, [&] { return held_.size() == count; });
    }
    void release()
    {
        std::vector<Answered> held;
        {
            const std::scoped_lock lock{mutex_};
            hold = false;
            held.swap(held_);
        }
        for (const auto& answered : held)
            answered("late");
    }

    bool hold = false;
    std::map<size_t, uint64_t> asked_;
    size_t most_ = 0;

private:
    std::mutex mutex_;
    std::condition_variable is_held_;
    std::vector<Answered> held_;
};
}  // namespace

TEST(load, asks_in_turn_and_counts_what_is_answered)
{
    ScriptedDoor door;
    const auto result = run_load(door, {.questions = 3, .in_flight = 2, .time = 10ms}, {});
    ASSERT_EQ(result.outcomes.size(), 2U);
    EXPECT_EQ(result.outcomes.at("invalid") + result.outcomes.at("valid"), result.answered());
    EXPECT_LE(door.asked_.at(0) - door.asked_.at(2), 1U);
    EXPECT_EQ(result.not_asked, 0U);
}

TEST(load, no_more_are_under_way_than_allowed_and_a_stop_is_heeded)
{
    ScriptedDoor door;
    door.hold = true;
    std::stop_source stop;
    std::jthread stops{[&]
        {
            door.wait_until_held(5);
            stop.request_stop();
            door.release();
        }};
    const auto result = run_load(door,
        {.questions = 9, .in_flight = 5, .rate = 10'000, .time = std::chrono::minutes{10}},
        stop.get_token());
    EXPECT_EQ(door.most_, 5U);
    EXPECT_LT(result.seconds, 600);
}

TEST(load, at_a_rate_the_first_one_is_due_at_once)
{
    ScriptedDoor door;
    const auto result = run_load(door, {.questions = 1, .rate = 0.001, .time = 50ms}, {});
    EXPECT_EQ(result.answered(), 1U);
}

TEST(load, percentiles_are_of_the_answers)
{
    const LoadResult result{.seconds = 2, .outcomes = {{"valid", 4}}, .latencies_ms = {1, 2, 3, 9}};
    EXPECT_EQ(result.percentile_ms(0), 1);
    EXPECT_EQ(result.percentile_ms(0.5), 2);
    EXPECT_EQ(result.percentile_ms(1), 9);
    const auto text = cli::bench_text({.messages = 10, .batch = 5}, result);
    EXPECT_THAT(text, HasSubstr("2 answers a second, 100 messages a second, for 2.0 s\n"));
    EXPECT_THAT(text, HasSubstr("  4 valid\n"));
    EXPECT_THAT(text, HasSubstr("max 9.00\n"));
    const auto json = cli::bench_json({.rpc = "h:1", .connects_anew = true}, result);
    EXPECT_EQ(json["door"], "JSON-RPC, a connection for each request");
    EXPECT_EQ(json["messages_per_second"], 2.0);
}
}  // namespace interlock::client
