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

namespace
{
constexpr TipClock::Pace kPace{.block_time = 2'000ms, .usual = 250ms, .quick = 20ms};

/// Blocks at their times, each announced `late` after the node has it, or not at all.
struct Announced
{
    TipClock clock{kPace};
    TipClock::Time now{1'000s};

    Announced() { clock.set_listening(true); }

    void block(std::optional<std::chrono::milliseconds> late)
    {
        now += 2'000ms;
        if (late && *late <= 0ms)
        {
            EXPECT_TRUE(clock.announced(now + *late));
        }
        clock.saw_block(now);
        if (late && *late > 0ms)
        {
            EXPECT_TRUE(clock.announced(now + *late));
        }
    }
    void blocks(int count, std::optional<std::chrono::milliseconds> late)
    {
        for (; count > 0; --count)
            block(late);
    }
};
}  // namespace

TEST(tip_clock, polls_become_fewer_while_announcements_come_with_the_blocks)
{
    struct Case
    {
        std::optional<std::chrono::milliseconds> late;
        bool is_proven;
    };
    for (const auto& c : {Case{-300ms, false}, Case{-250ms, true}, Case{-5ms, true},
             Case{0ms, true}, Case{5ms, true}, Case{50ms, true}, Case{51ms, false},
             Case{1'000ms, false}, Case{{}, false}})
    {
        SCOPED_TRACE(c.late ? c.late->count() : -1);
        Announced chain;
        chain.blocks(3, c.late);
        EXPECT_FALSE(chain.clock.is_proven()) << "too soon";
        chain.blocks(3, c.late);
        EXPECT_EQ(chain.clock.is_proven(), c.is_proven);
        // While a block is due: seldom with proof, else as ever.
        EXPECT_EQ(chain.clock.wait(chain.now + 1'900ms), c.is_proven ? 1'000ms : 20ms);
    }
}

TEST(tip_clock, proof_ends_with_blocks_that_nobody_announced)
{
    Announced chain;
    chain.blocks(5, 5ms);
    ASSERT_TRUE(chain.clock.is_proven());
    chain.blocks(2, {});
    EXPECT_TRUE(chain.clock.is_proven()) << "one may be missed, and is known with the next block";
    chain.block({});
    EXPECT_FALSE(chain.clock.is_proven());
    chain.blocks(5, 5ms);
    EXPECT_TRUE(chain.clock.is_proven());
    chain.clock.set_listening(false);
    EXPECT_FALSE(chain.clock.is_proven());
    chain.clock.set_listening(true);
    EXPECT_FALSE(chain.clock.is_proven()) << "a new connection proves itself anew";
}

TEST(tip_clock, an_announced_block_that_is_not_there_yet_is_looked_for_for_a_while)
{
    Announced chain;
    chain.blocks(5, 0ms);
    const auto announced = chain.now + 2'000ms;
    EXPECT_TRUE(chain.clock.announced(announced));
    EXPECT_EQ(chain.clock.wait(announced), 20ms);
    EXPECT_EQ(chain.clock.wait(announced + 399ms), 20ms);
    EXPECT_EQ(chain.clock.wait(announced + 400ms), 1'000ms);
    // Further announcements do not make that longer.
    EXPECT_TRUE(chain.clock.announced(announced + 399ms));
    EXPECT_EQ(chain.clock.wait(announced + 400ms), 1'000ms);
}

TEST(tip_clock, who_announces_without_end_is_heeded_a_few_times_a_block)
{
    Announced chain;
    chain.blocks(5, 0ms);
    unsigned heeded = 0;
    for (int i = 0; i < 1'000; ++i)
        heeded += chain.clock.announced(chain.now + 100ms) ? 1U : 0U;
    EXPECT_EQ(heeded, TipClock::kMaxUnanswered);
    chain.block({});
    EXPECT_TRUE(chain.clock.announced(chain.now + 100ms));
}
}  // namespace interlock::server
