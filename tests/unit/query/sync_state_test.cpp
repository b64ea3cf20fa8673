#include "server/query/sync_state.hpp"

#include <gmock/gmock.h>

#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using ::testing::HasSubstr;

class SyncStateTest : public ::testing::Test
{
protected:
    SyncStateTest()
    {
        world.begin_all();
        for (const auto& chain : {kAlpha, kBeta, kGamma})
        {
            world.extend(chain, 9);
            world.tell_record(chain, {{3, 11}, {6, 12}}, l1_block(13));
        }
    }

    Told<SyncState> state() { return sync_state(*world.view(), world.set(), circumstances); }
    BlockId current_l1()
    {
        const auto told = state();
        EXPECT_TRUE(told) << told.error().explanation;
        return told ? told->current_l1 : BlockId{};
    }
    void expect_refused(CannotTell::Cause cause, const char* why)
    {
        const auto told = state();
        ASSERT_FALSE(told);
        EXPECT_EQ(told.error().cause, cause);
        EXPECT_THAT(told.error().explanation, HasSubstr(why));
    }
    /// What a node tells that keeps no safe heads, or names no L1 block.
    void tell(const ChainId& chain, const BlockId& local_safe, std::optional<BlockId> current_l1)
    {
        world.tell(chain, {.local_safe = local_safe, .current_l1 = current_l1});
    }

    SafetyWorld world;
    Circumstances circumstances;
};
}  // namespace

TEST_F(SyncStateTest, is_of_the_chain_that_has_come_the_least_far)
{
    world.tell_record(kBeta, {{3, 11}, {8, 13}}, l1_block(15));
    world.tell_record(kGamma, {{3, 11}, {5, 14}}, l1_block(14));
    const auto told = state();
    ASSERT_TRUE(told) << told.error().explanation;
    EXPECT_EQ(told->current_l1, l1_block(13));
    EXPECT_EQ(told->local_safe_timestamp_s, world.block(kGamma, 5).timestamp_s);
    EXPECT_EQ(told->safe_timestamp_s, world.block(kGamma, 5).timestamp_s);
    EXPECT_EQ(told->finalized_timestamp_s, world.block(kAlpha, 0).timestamp_s);
    ASSERT_EQ(told->chains.size(), 3U);
    EXPECT_EQ(told->chains[1].config.id, kBeta);
    EXPECT_EQ(told->chains[1].current_l1, l1_block(15));
    EXPECT_EQ(told->chains[1].unsafe, world.block(kBeta, 9));
    EXPECT_EQ(told->chains[1].local_safe, world.block(kBeta, 8));
}

TEST_F(SyncStateTest, needs_a_node_that_tells_its_l1_block)
{
    tell(kBeta, world.block(kBeta, 6).id, std::nullopt);
    expect_refused(CannotTell::Cause::no_source, "chain 902: no node tells the L1 block");
    expect_refused(CannotTell::Cause::no_source, "chains.902.consensus");
    expect_refused(CannotTell::Cause::no_source, "--safedb.path");
    tell(kBeta, world.block(kBeta, 6).id, l1_block(13));  // Safe heads are not needed for it.
    EXPECT_EQ(current_l1(), l1_block(13));
}

TEST_F(SyncStateTest, while_the_index_lags_the_indexed_head_counts)
{
    world.tell(kAlpha, {.local_safe = BlockId{30, l1_block(1).hash}, .current_l1 = l1_block(20)});
    expect_refused(CannotTell::Cause::not_ready, "by which L1 block its block 6 was derived");

    // The node's record is known to agree: the claim alone is ahead.
    const SafeHeadRun run{
        .base = chain::DerivedBlock{world.block(kAlpha, 6).id, l1_block(12)}, .entries = {}};
    world.tell(
        kAlpha, {.local_safe = BlockId{30, l1_block(1).hash}, .current_l1 = l1_block(20)}, run);
    EXPECT_EQ(current_l1(), l1_block(12));
}

TEST_F(SyncStateTest, a_claim_of_another_branch_is_a_reorg)
{
    tell(kAlpha, {8, l1_block(1).hash}, l1_block(20));
    expect_refused(CannotTell::Cause::not_ready, "another block 8");
}

TEST_F(SyncStateTest, an_invalid_block_keeps_it_until_it_is_replaced)
{
    world.append(kAlpha, {executing(2, with_wrong_payload(world.message_of(kBeta, 1, 0)))});
    world.extend(kAlpha, 12);
    for (const auto& chain : {kBeta, kGamma})
        world.tell_record(chain, {{3, 11}, {9, 15}}, l1_block(20));
    world.tell_record(kAlpha, {{3, 11}, {9, 13}, {10, 14}, {12, 16}}, l1_block(19));
    EXPECT_EQ(current_l1(), l1_block(14));

    world.tell(kAlpha, {.local_safe = world.block(kAlpha, 12).id, .current_l1 = l1_block(19)});
    expect_refused(CannotTell::Cause::not_ready, "by which L1 block its block 10 was derived");

    world.rewind(kAlpha, 9);
    world.append(kAlpha);
    world.tell_record(kAlpha, {{3, 11}, {9, 13}, {10, 14}}, l1_block(15));
    EXPECT_EQ(current_l1(), l1_block(15));
}

TEST_F(SyncStateTest, l1_blocks_of_one_number_must_be_the_same)
{
    world.tell_record(kBeta, {{3, 11}, {6, 12}}, {13, l1_block(99).hash});
    expect_refused(CannotTell::Cause::not_ready, "chains 901 and 902 have different L1 blocks 13");
}

TEST_F(SyncStateTest, trouble_is_told)
{
    circumstances.not_ready[kGamma] = {.why = "chain 903 is being indexed", .serves_final = false};
    expect_refused(CannotTell::Cause::not_ready, "chain 903 is being indexed");
    circumstances.not_ready.clear();
    circumstances.failsafes.push_back({.scope = FailsafeScope::between(kAlpha, kBeta),
        .cause = FailsafeCause::divergence,
        .reason = "they differ"});
    expect_refused(
        CannotTell::Cause::failsafe, "failsafe for chains 901 and 902 (divergence): they differ");
}

TEST(SyncState, needs_a_beginning_on_every_chain)
{
    SafetyWorld world;
    world.begin(kAlpha);
    const auto told = sync_state(*world.view(), world.set(), {});
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().cause, CannotTell::Cause::not_ready);
}

TEST(SyncState, is_not_told_of_a_halted_chain)
{
    SafetyWorld world;
    world.begin_all();
    world.halt_alpha();
    world.extend(kGamma, 2);
    world.tell_record(kGamma, {{1, 11}}, l1_block(12));
    const auto told = sync_state(*world.view(), world.set(), {});
    ASSERT_FALSE(told);
    EXPECT_THAT(told.error().explanation, HasSubstr("chain 901: final is block"));
}
}  // namespace interlock::server
