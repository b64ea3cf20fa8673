// Exact L1 blocks, and blocks that were found invalid.
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
BlockId l1(uint64_t number)
{
    return {number, samples::word(number)};
}

class exact_l1 : public StoreTest
{
protected:
    exact_l1() { run = put_run(kChainA, genesis(), 9); }

    /// Entries at 102, 104 and 108, of which the first does not say what it covers.
    void put_three()
    {
        commit(
            [&](Step& step)
            {
                must(step.put_safe_head(kChainA, {102, l1(50), false}));
                must(step.put_safe_head(kChainA, {104, l1(51), true}));
                must(step.put_safe_head(kChainA, {108, l1(55), true}));
            });
    }
    [[nodiscard]] std::optional<BlockId> exact(uint64_t number)
    {
        return must(view()->exact_l1(kChainA, number));
    }
    [[nodiscard]] static OriginalBlock original_of(const BlockDigest& block)
    {
        return {.seal = block.seal,
            .state_root = block.state_root,
            .withdrawals_root = block.withdrawals_root,
            .derived_from = std::nullopt};
    }

    std::vector<BlockDigest> run;  // Blocks 100 … 109 of chain A.
};
INTERLOCK_BOTH_LIVES(exact_l1);

TEST_P(exact_l1, holds_between_consecutive_entries)
{
    put_three();
    settle();
    struct Case
    {
        uint64_t number;
        std::optional<BlockId> want;
    };
    const Case cases[]{{100, {}}, {102, {}}, {103, l1(51)}, {104, l1(51)}, {105, l1(55)},
        {108, l1(55)}, {109, {}}, {kBlockNumberLimit, {}}};
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.number);
        EXPECT_EQ(exact(c.number), c.want);
    }
    EXPECT_EQ(must(view()->exact_l1(kChainB, 103)), std::nullopt);
    EXPECT_EQ(must(view()->safe_head_up_to(kChainA, 107)), (SafeHead{104, l1(51), true}));
    EXPECT_EQ(must(view()->safe_head_up_to(kChainA, 102)), (SafeHead{102, l1(50), false}));
    EXPECT_EQ(must(view()->safe_head_up_to(kChainA, 101)), std::nullopt);
}

TEST_P(exact_l1, of_blocks_that_stay_survives_a_rewind)
{
    put_three();
    commit([&](Step& step) { must(step.rewind(kChainA, 106)); });
    settle();
    EXPECT_EQ(exact(106), l1(55));
    EXPECT_EQ(exact(107), std::nullopt);
    EXPECT_EQ(must(view()->safe_head_up_to(kChainA, 109)), (SafeHead{106, l1(55), true}));
    commit([&](Step& step) { must(step.rewind(kChainA, 104)); });
    EXPECT_EQ(exact(104), l1(51));
    commit([&](Step& step) { must(step.rewind(kChainA, 101)); });
    EXPECT_EQ(exact(101), std::nullopt);
}

TEST_P(exact_l1, is_forgotten_above_a_block_or_altogether)
{
    put_three();
    commit([&](Step& step) { must(step.drop_safe_heads(kChainA, 106)); });
    settle();
    EXPECT_EQ(exact(104), l1(51));
    EXPECT_EQ(exact(105), std::nullopt);
    commit([&](Step& step) { must(step.drop_safe_heads(kChainA, std::nullopt)); });
    EXPECT_EQ(must(view()->safe_head_up_to(kChainA, 109)), std::nullopt);
}

TEST_P(exact_l1, goes_with_pruned_blocks_and_stays_for_the_others)
{
    put_three();
    commit(
        [&](Step& step)
        {
            must(step.put_original(kChainA, original_of(run[2])));
            must(step.put_original(kChainA, original_of(run[5])));
            for (const auto level : {SafetyLevel::cross_unsafe, SafetyLevel::local_safe,
                     SafetyLevel::safe, SafetyLevel::finalized})
                must(step.set_head(kChainA, level, run[9].seal.id));
            must(step.prune(kChainA, 105));
        });
    settle();
    EXPECT_EQ(exact(104), l1(55));  // Not asked of a block that is not there.
    EXPECT_EQ(exact(105), l1(55));
    EXPECT_EQ(must(view()->safe_head_up_to(kChainA, 107)), std::nullopt);
    EXPECT_EQ(must(view()->original(kChainA, 102)), std::nullopt);
    EXPECT_EQ(must(view()->original(kChainA, 105)), original_of(run[5]));
}

TEST_P(exact_l1, of_a_claim_goes_with_it)
{
    const ClaimedL1 told{l1(60), true};
    commit(
        [&](Step& step)
        {
            must(step.put_claim(kChainA, ClaimedLevel::local_safe, run[3].seal.id));
            must(step.put_claim(kChainA, ClaimedLevel::safe, run[2].seal.id));
            must(step.put_claimed_l1(kChainA, told));
        });
    settle();
    EXPECT_EQ(must(view()->claimed_l1(kChainA)), told);
    EXPECT_EQ(must(view()->claim(kChainA, ClaimedLevel::local_safe)), run[3].seal.id);
    EXPECT_EQ(must(view()->claimed_l1(kChainB)), std::nullopt);
    commit([&](Step& step) { must(step.put_claimed_l1(kChainA, std::nullopt)); });
    EXPECT_EQ(must(view()->claimed_l1(kChainA)), std::nullopt);
}

TEST_P(exact_l1, an_invalid_block_stays_when_the_chain_is_rewound)
{
    const auto original = original_of(run[5]);
    commit(
        [&](Step& step)
        {
            must(step.put_original(kChainA, original));
            must(step.rewind(kChainA, 104));
        });
    settle();
    EXPECT_EQ(must(view()->original(kChainA, 105)), original);
    EXPECT_EQ(must(view()->original(kChainA, 104)), std::nullopt);
    commit([&](Step& step) { must(step.drop_original(kChainA, 105)); });
    EXPECT_EQ(must(view()->original(kChainA, 105)), std::nullopt);
}

TEST_P(exact_l1, of_an_invalid_block_is_kept_once_known)
{
    auto original = original_of(run[5]);
    original.withdrawals_root.reset();
    const BlockId other{105, samples::word(1)};
    commit(
        [&](Step& step)
        {
            must(step.put_original(kChainA, original));
            must(step.put_original_l1(kChainA, other, l1(1)));
            EXPECT_EQ(must(step.original(kChainA, 105)), original);
            must(step.put_original_l1(kChainA, original.seal.id, l1(55)));
            must(step.put_original(kChainA, original));
        });
    settle();
    auto want = original;
    want.derived_from = l1(55);
    EXPECT_EQ(must(view()->original(kChainA, 105)), want);

    auto later = original;
    later.seal.id = other;
    commit([&](Step& step) { must(step.put_original(kChainA, later)); });
    EXPECT_EQ(must(view()->original(kChainA, 105)), later);
}

TEST_P(exact_l1, is_kept_of_recorded_chains_within_bounds_only)
{
    const auto step = begin();
    EXPECT_EQ(kind_of(step->put_safe_head(kChainA, {kBlockNumberLimit, l1(1), true})),
        ErrorKind::out_of_bounds);
    const auto unknown = ChainId::from_u64(77);
    EXPECT_EQ(kind_of(step->put_safe_head(unknown, {1, l1(1), true})), ErrorKind::conflict);
    EXPECT_EQ(kind_of(step->put_original(unknown, original_of(run[1]))), ErrorKind::conflict);
    EXPECT_EQ(kind_of(step->put_claimed_l1(unknown, std::nullopt)), ErrorKind::conflict);
    EXPECT_EQ(kind_of(step->drop_safe_heads(unknown, std::nullopt)), ErrorKind::conflict);
}
}  // namespace
}  // namespace interlock::storage
