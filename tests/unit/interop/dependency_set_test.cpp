#include "interop/dependency_set.hpp"

#include <gtest/gtest.h>

namespace interlock
{
namespace
{
ChainConfig chain(uint64_t id, uint64_t block_time_s = 2)
{
    return {.id = ChainId::from_u64(id), .block_time_s = block_time_s, .activation_s = 0};
}

TEST(dependency_set, chains_are_sorted_as_numbers_and_found)
{
    const auto set = DependencySet::create({chain(100), chain(9), chain(10)}, 0);
    ASSERT_TRUE(set);
    ASSERT_EQ(set->chains().size(), 3U);
    EXPECT_EQ(set->chains()[0].id, ChainId::from_u64(9));
    EXPECT_EQ(set->chains()[2].id, ChainId::from_u64(100));
    ASSERT_NE(set->find(ChainId::from_u64(10)), nullptr);
    EXPECT_EQ(set->find(ChainId::from_u64(10))->id, ChainId::from_u64(10));
    for (const uint64_t absent : {uint64_t{0}, uint64_t{11}, UINT64_MAX})
        EXPECT_EQ(set->find(ChainId::from_u64(absent)), nullptr);
}

TEST(dependency_set, ids_that_differ_above_64_bits_are_different_chains)
{
    const auto wide = chain_id_from_text("18446744073709552517").value();  // 2^64 + 901
    const auto set = DependencySet::create({chain(901)}, 0);
    ASSERT_TRUE(set);
    EXPECT_EQ(set->find(wide), nullptr);
}

TEST(dependency_set, window_at_its_bounds)
{
    EXPECT_EQ(DependencySet::create({chain(1)}, 0)->expiry_window_s(), 604'800U);
    EXPECT_EQ(DependencySet::create({chain(1)}, 1)->expiry_window_s(), 1U);
    EXPECT_EQ(DependencySet::create({chain(1)}, 604'800)->expiry_window_s(), 604'800U);
    EXPECT_FALSE(DependencySet::create({chain(1)}, 604'801));
    EXPECT_FALSE(DependencySet::create({chain(1)}, UINT64_MAX));
}

TEST(dependency_set, refusals_name_what_was_wrong)
{
    EXPECT_EQ(DependencySet::create({}, 0).error(), "the dependency set names no chain");
    EXPECT_EQ(
        DependencySet::create({chain(7), chain(8), chain(7)}, 0).error(), "chain 7 is named twice");
    EXPECT_EQ(DependencySet::create({chain(7), chain(8, 0)}, 0).error(),
        "chain 8 has a block time of zero");
    EXPECT_EQ(DependencySet::create({chain(7)}, 604'801).error(),
        "the expiry window of 604801 s exceeds the maximum of 604800 s");
}
}  // namespace
}  // namespace interlock
