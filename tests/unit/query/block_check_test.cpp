#include "server/query/block_check.hpp"

#include <gtest/gtest.h>

#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

class BlockCheckTest : public ::testing::Test
{
protected:
    BlockCheckTest() { world.begin_all(); }

    template <typename NumberOrHash>
    std::optional<BlockCheck> check(
        const ChainId& chain, const NumberOrHash& asked, CrossView view = CrossView::unsafe)
    {
        const auto index = world.view();
        auto found = check_block({*index, world.set(), view}, chain, asked);
        EXPECT_TRUE(found) << found.error().explanation;
        return found ? *found : std::nullopt;
    }
    /// A block of alpha after block 5 that is invalid on beta's word.
    BlockSeal append_invalid()
    {
        world.extend(kBeta, 5);
        world.extend(kAlpha, 5);
        return world.append(
            kAlpha, {executing(2, with_wrong_payload(world.message_of(kBeta, 3, 1)))});
    }

    SafetyWorld world;
};

const Replace* replace_in(const std::optional<BlockCheck>& check)
{
    return check ? std::get_if<Replace>(&check->decision) : nullptr;
}
}  // namespace

TEST_F(BlockCheckTest, a_number_beyond_the_index_is_not_found)
{
    world.extend(kAlpha, 3);
    EXPECT_TRUE(check(kAlpha, uint64_t{3}));
    EXPECT_FALSE(check(kAlpha, uint64_t{4}));
    EXPECT_FALSE(check(kAlpha, UINT64_MAX));
    EXPECT_FALSE(check(kBeta, uint64_t{1}));
}

TEST_F(BlockCheckTest, a_block_of_the_chain_is_found_by_its_hash)
{
    const auto invalid = append_invalid();
    world.extend(kAlpha, 9);
    for (uint64_t number = 0; number <= 9; ++number)
    {
        const auto& seal = world.block(kAlpha, number);
        const auto found = check(kAlpha, seal.id.hash);
        ASSERT_TRUE(found) << number;
        EXPECT_EQ(found->block, seal);
        EXPECT_TRUE(found->canonical);
        EXPECT_EQ(found->decision.index(), check(kAlpha, number)->decision.index());
    }
    EXPECT_NE(replace_in(check(kAlpha, invalid.id.hash)), nullptr);
    EXPECT_FALSE(check(kBeta, world.block(kAlpha, 3).id.hash)) << "of another chain";
    EXPECT_FALSE(check(kAlpha, Hash32{}));
}

TEST_F(BlockCheckTest, young_blocks_are_looked_through_and_no_others)
{
    const auto newest = kMaxHashScan + 2'000;
    world.extend(kAlpha, newest);
    const auto oldest_found = newest - kMaxHashScan + 1;
    EXPECT_TRUE(check(kAlpha, world.block(kAlpha, oldest_found).id.hash));
    EXPECT_FALSE(check(kAlpha, world.block(kAlpha, oldest_found - 1).id.hash));
    EXPECT_FALSE(check(kAlpha, world.block(kAlpha, 1'000).id.hash, CrossView::safe));
    // Of the local-safe view, those before its own newest block as well.
    world.tell_local_safe(kAlpha, 1'500);
    EXPECT_TRUE(check(kAlpha, world.block(kAlpha, 1'000).id.hash, CrossView::safe));
    EXPECT_TRUE(check(kAlpha, world.block(kAlpha, newest).id.hash, CrossView::safe));
    EXPECT_FALSE(check(kAlpha, world.block(kAlpha, 1'000).id.hash));
}

TEST_F(BlockCheckTest, a_block_that_was_replaced_is_remembered_with_its_fault)
{
    const auto invalid = append_invalid();
    const auto since_s = world.now_s();
    const auto good = world.replace_newest(kAlpha);
    world.extend(kAlpha, 8);

    const auto found = check(kAlpha, invalid.id.hash);
    ASSERT_NE(replace_in(found), nullptr);
    EXPECT_EQ(found->block, invalid);
    EXPECT_FALSE(found->canonical);
    EXPECT_EQ(found->replaced_by, good.id);
    EXPECT_EQ(replace_in(found)->why.reason, Violation::payload_mismatch);
    EXPECT_EQ(replace_in(found)->since_s, since_s);
    EXPECT_FALSE(replace_in(found)->why.expected.empty());
    EXPECT_FALSE(check(kAlpha, invalid.id.hash, CrossView::safe)) << "never local-safe";
}

TEST_F(BlockCheckTest, one_that_was_replaced_by_an_invalid_one_names_it)
{
    const auto first = append_invalid();
    const auto second = world.replace_newest(kAlpha, {malformed(2)});
    const auto found = check(kAlpha, first.id.hash);
    ASSERT_NE(replace_in(found), nullptr);
    EXPECT_EQ(replace_in(found)->why.reason, Violation::payload_mismatch);
    EXPECT_FALSE(found->canonical);
    EXPECT_EQ(found->replaced_by, second.id);
}

TEST_F(BlockCheckTest, a_successor_that_is_gone_is_named_as_it_was)
{
    const auto invalid = append_invalid();
    const auto good = world.replace_newest(kAlpha);
    world.rewind(kAlpha, 5);
    const auto found = check(kAlpha, invalid.id.hash);
    ASSERT_NE(replace_in(found), nullptr);
    EXPECT_EQ(found->replaced_by, good.id);
}

TEST_F(BlockCheckTest, what_was_withdrawn_before_it_went_says_nothing)
{
    const auto invalid = append_invalid();
    world.rewind(kAlpha, 5);
    EXPECT_FALSE(check(kAlpha, invalid.id.hash));
    world.extend(kAlpha, 6);
    EXPECT_FALSE(check(kAlpha, invalid.id.hash));
}
}  // namespace interlock::server
