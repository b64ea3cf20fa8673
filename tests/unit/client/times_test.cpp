#include "client/cli/times.hpp"

#include <gtest/gtest.h>

namespace interlock::client::cli
{
TEST(times, utc_at_its_boundaries)
{
    EXPECT_EQ(utc(0), "1970-01-01 00:00:00 UTC");
    EXPECT_EQ(utc(951'782'399), "2000-02-28 23:59:59 UTC");
    EXPECT_EQ(utc(951'782'400), "2000-02-29 00:00:00 UTC");
    EXPECT_EQ(utc(1'700'000'000), "2023-11-14 22:13:20 UTC");
    EXPECT_EQ(utc(253'402'300'799), "9999-12-31 23:59:59 UTC");
    EXPECT_EQ(utc(253'402'300'800), "253402300800");
    EXPECT_EQ(utc(UINT64_MAX), "18446744073709551615");
}

TEST(times, duration_shows_the_two_greatest_units)
{
    EXPECT_EQ(duration(0), "0s");
    EXPECT_EQ(duration(59), "59s");
    EXPECT_EQ(duration(60), "1m");
    EXPECT_EQ(duration(192), "3m 12s");
    EXPECT_EQ(duration(3'600), "1h");
    EXPECT_EQ(duration(3'659), "1h");
    EXPECT_EQ(duration(18'120), "5h 2m");
    EXPECT_EQ(duration(604'800), "7d");
    EXPECT_EQ(duration(604'799), "6d 23h");
    EXPECT_EQ(duration(UINT64_MAX), "213503982334601d 7h");
}

TEST(times, age_looks_both_ways)
{
    EXPECT_EQ(age(100, 100), "now");
    EXPECT_EQ(age(105, 100), "5s ago");
    EXPECT_EQ(age(100, 105), "in 5s");
    EXPECT_EQ(age(0, UINT64_MAX), "in 213503982334601d 7h");
}
}  // namespace interlock::client::cli
