#include "server/ingest/catch_up_pace.hpp"

#include <gtest/gtest.h>

namespace interlock::server
{
using namespace std::chrono_literals;

TEST(catch_up_pace, is_told_every_ten_seconds_while_behind)
{
    CatchUpPace pace;
    const CatchUpPace::Time start{1'000s};
    EXPECT_EQ(pace.tell(start, 1'000, 9'000), std::nullopt);
    EXPECT_EQ(pace.tell(start + 9'999ms, 3'000, 9'000), std::nullopt);
    EXPECT_EQ(pace.tell(start + 10s, 3'000, 9'000),
        "at block 3000 of 9000; 200 blocks/s, about 30 s left");
    EXPECT_EQ(pace.tell(start + 15s, 4'000, 9'000), std::nullopt);
    EXPECT_EQ(pace.tell(start + 20s, 3'000, 9'000), "at block 3000 of 9000; 0 blocks/s");
}

TEST(catch_up_pace, starts_anew_at_the_tip_and_after_a_reorg)
{
    CatchUpPace pace;
    const CatchUpPace::Time start{1'000s};
    EXPECT_EQ(pace.tell(start, 1'000, 9'000), std::nullopt);
    EXPECT_EQ(pace.tell(start + 20s, 9'000, 9'000), std::nullopt);
    EXPECT_EQ(pace.tell(start + 40s, 9'001, 9'100), std::nullopt);
    EXPECT_EQ(pace.tell(start + 60s, 8'900, 9'100), std::nullopt);
    EXPECT_EQ(pace.tell(start + 70s, 9'000, 9'100),
        "at block 9000 of 9100; 10 blocks/s, about 10 s left");
}
}  // namespace interlock::server
