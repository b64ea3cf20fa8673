#include "server/ingest/tip_clock.hpp"

#include <gtest/gtest.h>

namespace interlock::server
{
using namespace std::chrono_literals;

TEST(tip_clock, polls_often_only_while_a_block_is_due)
{
    TipClock clock{{.block_time = 2'000ms, .usual = 250ms, .quick = 20ms}};
    const TipClock::Time start{1'000s};
    EXPECT_EQ(clock.wait(start), 250ms);
    clock.saw_block(start);
    struct Case
    {
        std::chrono::milliseconds since;
        std::chrono::milliseconds wait;
    };
    for (const auto& c :
        {Case{0ms, 250ms}, Case{1'549ms, 250ms}, Case{1'600ms, 200ms}, Case{1'799ms, 1ms},
            Case{1'800ms, 20ms}, Case{2'599ms, 20ms}, Case{2'600ms, 250ms}, Case{1h, 250ms}})
        EXPECT_EQ(clock.wait(start + c.since), c.wait) << c.since.count();
}

TEST(tip_clock, a_block_that_comes_within_a_usual_poll_is_not_missed)
{
    // Slower polls than blocks: never slower than asked for.
    TipClock slow{{.block_time = 1'000ms, .usual = 5'000ms, .quick = 20ms}};
    slow.saw_block(TipClock::Time{});
    EXPECT_EQ(slow.wait(TipClock::Time{}), 900ms);
    TipClock quick{{.block_time = 1'000ms, .usual = 10ms, .quick = 20ms}};
    quick.saw_block(TipClock::Time{});
    EXPECT_EQ(quick.wait(TipClock::Time{1s}), 10ms);
}

TEST(tip_clock, costs_few_requests_a_block)
{
    TipClock clock{{.block_time = 2'000ms, .usual = 250ms, .quick = 20ms}};
    TipClock::Time now{};
    clock.saw_block(now);
    const auto next_block = now + 2'050ms;
    int polls = 0;
    for (; now < next_block; now += clock.wait(now))
        ++polls;
    EXPECT_LE(now - next_block, 20ms);
    EXPECT_LE(polls, 8 + 13);
}
}  // namespace interlock::server
