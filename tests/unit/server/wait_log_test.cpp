#include "server/ingest/wait_log.hpp"

#include <gtest/gtest.h>

#include "tests/support/captured_log.hpp"
#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

class WaitLogTest : public ::testing::Test
{
protected:
    WaitLogTest() { world.begin_all(); }

    /// Alpha executes what beta is still to initiate.
    uint64_t begin_to_wait()
    {
        world.extend(kAlpha, 1);
        const auto message = world.message_of(kBeta, 1, 0);
        world.append(kAlpha, {executing(0, message)});
        return world.now_s();
    }
    void look(uint64_t now_s) { ASSERT_TRUE(log.look(*world.view(), now_s)); }

    SafetyWorld world;
    const std::map<ChainId, std::string> names{{kAlpha, "alpha"}};
    WaitLog log{world.set(), names};
    CapturedLog captured;
};

TEST_F(WaitLogTest, a_wait_is_told_when_it_lasts_and_ever_less_often)
{
    const auto since = begin_to_wait();
    const std::string waits = "(alpha): its cross-unsafe head has waited for";
    std::vector<uint64_t> told;
    for (uint64_t after = 0; after < 500; ++after)
    {
        const auto before = captured.lines_with(waits);
        look(since + after);
        if (captured.lines_with(waits) != before)
            told.push_back(after);
    }
    EXPECT_EQ(told, (std::vector<uint64_t>{30, 60, 120, 240, 480}));
    EXPECT_EQ(captured.lines_with("waits for chain 902 to be seen up to"), told.size());
    world.extend(kBeta, 1);
    look(since + 500);
    EXPECT_EQ(captured.lines_with("its cross-unsafe head moves again, after 500 s"), 1U);
    look(since + 600);
    EXPECT_EQ(captured.lines_with("moves again"), 1U);
}

TEST_F(WaitLogTest, a_short_wait_is_nothing_to_speak_of)
{
    const auto since = begin_to_wait();
    look(since + 29);
    world.extend(kBeta, 1);
    look(since + 40);
    EXPECT_EQ(captured.lines_with("head"), 0U);
}

TEST_F(WaitLogTest, an_invalid_block_is_not_waited_for)
{
    world.extend(kBeta, 1);
    world.append(kAlpha, {executing(0, with_wrong_payload(world.message_of(kBeta, 1, 0)))});
    look(world.now_s() + 1'000);
    EXPECT_EQ(captured.lines_with("cross-unsafe"), 0U);
}
}  // namespace
}  // namespace interlock::server
