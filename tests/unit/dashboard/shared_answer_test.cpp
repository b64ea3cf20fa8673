#include "server/dashboard/shared_answer.hpp"

#include <gtest/gtest.h>

namespace interlock::server
{
namespace
{
using namespace std::chrono_literals;

TEST(shared_answer, serves_all_who_ask_within_a_moment)
{
    int made = 0;
    bool succeeds = true;
    SharedAnswer::Clock::time_point now;
    SharedAnswer answer{[&]
        {
            ++made;
            return SharedAnswer::Made{succeeds, std::to_string(made)};
        },
        1s, [&] { return now; }};
    EXPECT_EQ(answer.get()->text, "1");
    now += 999ms;
    EXPECT_EQ(answer.get()->text, "1");
    now += 1ms;
    EXPECT_EQ(answer.get()->text, "2");

    succeeds = false;
    now += 1s;
    EXPECT_EQ(answer.get()->text, "3");
    EXPECT_EQ(answer.get()->text, "4");  // A failure is not kept.
}
}  // namespace
}  // namespace interlock::server
