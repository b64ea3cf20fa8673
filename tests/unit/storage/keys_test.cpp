// Keys: no two blocks share one, and nothing out of bounds has one.
#include "storage/keys.hpp"
#include "storage/codes.hpp"

#include <gtest/gtest.h>

#include <set>

namespace interlock::storage
{
namespace
{
TEST(keys, of_blocks_at_their_limits)
{
    constexpr uint32_t kLastIx = kChainLimit - 1;
    constexpr uint64_t kLastNumber = kBlockNumberLimit - 1;
    struct Case
    {
        const char* name;
        uint32_t ix;
        uint64_t number;
        std::optional<int64_t> want;
    };
    constexpr Case kCases[]{
        {"first of all", 0, 0, 0},
        {"last of the first chain", 0, kLastNumber, 0xfff'ffff'ffff},
        {"first of the second chain", 1, 0, 0x1000'0000'0000},
        {"one past the last of the first chain", 0, kBlockNumberLimit, {}},
        {"far past", 0, UINT64_MAX, {}},
        {"first of the last chain", kLastIx, 0, 0x7fff'f000'0000'0000},
        {"last of all", kLastIx, kLastNumber, INT64_MAX},
        {"one past the last chain", kChainLimit, 0, {}},
        {"far past the last chain", UINT32_MAX, 0, {}},
        {"both past", UINT32_MAX, UINT64_MAX, {}},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(block_key(c.ix, c.number), c.want);
        EXPECT_EQ(number_in(c.want.value_or(0)), c.want ? c.number : 0);
    }
}

TEST(keys, ranges_of_chains_touch_and_do_not_overlap)
{
    for (const uint32_t ix : {0U, 1U, kChainLimit - 2})
        EXPECT_EQ(keys_of(ix).last + 1, keys_of(ix + 1).first);
    EXPECT_EQ(keys_of(kChainLimit - 1).last, INT64_MAX);
}

TEST(keys, levels_are_stored_as_the_schema_says)
{
    std::set<uint32_t> seen;
    for (const auto level : kSafetyLevels)
        seen.insert(code_of(kLevelCodes, level));
    EXPECT_EQ(seen, (std::set<uint32_t>{0, 1, 2, 3, 4}));
    EXPECT_EQ(
        code_of(kLevelCodes, SafetyLevel::finalized), 4U);  // Written in databases: never changes.
    EXPECT_EQ(code_of(kLevelCodes, SafetyLevel::cross_unsafe), 1U);
    EXPECT_EQ(code_of(kLevelCodes, SafetyLevel::local_safe), 2U);
}
}  // namespace
}  // namespace interlock::storage
