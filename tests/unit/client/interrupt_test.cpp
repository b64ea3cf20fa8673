#include "client/cli/interrupt.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <future>
#include <optional>

namespace interlock::client::cli
{
TEST(interrupt, a_signal_stops_the_token)
{
    for (const int signal : {SIGINT, SIGTERM})
    {
        const Interrupt interrupt;
        std::promise<void> stopped;
        const std::stop_callback tell{interrupt.token(), [&] { stopped.set_value(); }};
        EXPECT_FALSE(interrupt.token().stop_requested());
        ASSERT_EQ(std::raise(signal), 0);
        stopped.get_future().wait();
        EXPECT_TRUE(interrupt.token().stop_requested());
    }
}

TEST(interrupt, ends_without_a_signal)
{
    std::optional<Interrupt> interrupt{std::in_place};
    const auto token = interrupt->token();
    interrupt.reset();
    EXPECT_FALSE(token.stop_requested());
}

using InterruptDeathTest = testing::Test;

TEST_F(InterruptDeathTest, the_second_signal_is_not_held_back)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            const Interrupt interrupt;
            (void)std::raise(SIGINT);
            (void)std::raise(SIGINT);
        },
        testing::KilledBySignal(SIGINT), "");
}
}  // namespace interlock::client::cli
