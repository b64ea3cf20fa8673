#include "console/measures.hpp"

#include <gtest/gtest.h>

namespace interlock::console
{
TEST(measures, a_newest_block_at_its_limits)
{
    const auto at = [](uint64_t timestamp_s, uint64_t block_time_s) {
        return freshness(
            {.timestamp_s = timestamp_s, .now_s = 10'000, .block_time_s = block_time_s});
    };
    EXPECT_EQ(at(10'000, 2), Freshness::fresh);
    EXPECT_EQ(at(10'010, 2), Freshness::fresh);
    EXPECT_EQ(at(10'011, 2), Freshness::ahead);
    EXPECT_EQ(at(10'024, 12), Freshness::fresh);
    EXPECT_EQ(at(10'025, 12), Freshness::ahead);
    EXPECT_EQ(at(9'940, 1), Freshness::fresh);
    EXPECT_EQ(at(9'939, 1), Freshness::still);
    EXPECT_EQ(at(9'640, 12), Freshness::fresh);
    EXPECT_EQ(at(9'639, 12), Freshness::still);
}

TEST(measures, free_disk_at_its_limits)
{
    constexpr uint64_t kMiB = uint64_t{1} << 20U;
    const auto of = [](uint64_t index, uint64_t free)
    { return severity_of({.index_bytes = index, .free_bytes = free}); };
    EXPECT_EQ(of(0, 128 * kMiB - 1), Severity::fail);
    EXPECT_EQ(of(0, 128 * kMiB), Severity::warn);
    EXPECT_EQ(of(0, 1'024 * kMiB), Severity::ok);
    EXPECT_EQ(of(10'240 * kMiB, 2'047 * kMiB), Severity::warn);
    EXPECT_EQ(of(10'240 * kMiB, 2'048 * kMiB), Severity::ok);
}
}  // namespace interlock::console
