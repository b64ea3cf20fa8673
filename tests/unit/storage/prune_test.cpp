// Removing the oldest blocks of a chain.
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
constexpr BlockId kL1At5{5, {}};
constexpr BlockId kL1At6{6, {}};

/// Blocks 100 … 109 of chain A, final up to 106.
class prune : public StoreTest
{
protected:
    prune()
    {
        run = put_run(kChainA, genesis(), 9);
        commit(
            [&](Step& step)
            {
                for (const auto level : kSafetyLevels)
                {
                    if (level != SafetyLevel::unsafe)
                        must(step.set_head(kChainA, level, run[6].seal.id));
                }
            });
    }

    std::optional<ErrorKind> prune_kind(const ChainId& chain, uint64_t number)
    {
        const auto step = begin();
        return kind_of(step->prune(chain, number));
    }

    void prune_to(uint64_t number)
    {
        commit([&](Step& step) { must(step.prune(kChainA, number)); });
        settle();
    }

    std::vector<BlockDigest> run;
};
INTERLOCK_BOTH_LIVES(prune);

TEST_P(prune, goes_as_far_as_everything_is_decided_and_final)
{
    EXPECT_EQ(prune_kind(kChainA, 99), ErrorKind::conflict);   // Not indexed.
    EXPECT_EQ(prune_kind(kChainA, 107), ErrorKind::conflict);  // Not final.
    EXPECT_EQ(prune_kind(kChainA, UINT64_MAX), ErrorKind::conflict);
    EXPECT_EQ(prune_kind(kChainB, 100), ErrorKind::conflict);  // Not recorded.
    EXPECT_EQ(prune_kind(kChainA, 100), std::nullopt);         // Nothing lies below.
    EXPECT_EQ(prune_kind(kChainA, 106), std::nullopt);

    const auto behind = [&](CrossView view)
    {
        commit(
            [&](Step& step) { must(step.put_progress(kChainA, view, {.verified = run[3].seal})); });
        EXPECT_EQ(prune_kind(kChainA, 104), ErrorKind::conflict);
        EXPECT_EQ(prune_kind(kChainA, 103), std::nullopt);
        commit(
            [&](Step& step) { must(step.put_progress(kChainA, view, {.verified = run[9].seal})); });
    };
    behind(CrossView::unsafe);
    behind(CrossView::safe);
    commit(
        [&](Step& step) { must(step.set_head(kChainA, SafetyLevel::local_safe, run[2].seal.id)); });
    EXPECT_EQ(prune_kind(kChainA, 103), ErrorKind::conflict);
}

TEST_P(prune, of_a_chain_without_finality_is_refused)
{
    put_run(kChainB, genesis(), 3);
    EXPECT_EQ(prune_kind(kChainB, 101), ErrorKind::conflict);
}

TEST_P(prune, leaves_nothing_of_what_is_below_and_all_from_there_on)
{
    const auto other = put_run(kChainB, genesis(), 9);
    prune_to(104);
    EXPECT_EQ(must(view()->first(kChainA)), record_of(run[4]));
    for (uint64_t number = 100; number < 104; ++number)
    {
        EXPECT_EQ(must(view()->block(kChainA, number)), std::nullopt);
        EXPECT_EQ(must(view()->log_hash(kChainA, number, 0)), std::nullopt);
        EXPECT_TRUE(must(view()->log_hashes(kChainA, number)).empty());
    }
    EXPECT_EQ(must(view()->log_hashes(kChainA, 104)), run[4].log_hashes);
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(run[9]));
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::finalized)), record_of(run[6]));
    EXPECT_EQ(must(view()->first(kChainB)), record_of(other[0]));
    // The chain goes on, and is rewound, as before.
    commit(
        [&](Step& step)
        {
            must(step.append(kChainA, samples::next(run[9], 2)));
            must(step.rewind(kChainA, 106));
        });
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(run[6]));
}

TEST_P(prune, takes_the_messages_that_stood_there_and_leaves_those_that_name_what_was)
{
    const auto executing = [&](const BlockDigest& parent)
    {
        auto block = samples::next(parent, 1);
        block.executing.push_back({.log_index = 0,
            .message = samples::message_to({.chain_id = kChainA, .block_number = 101}, 1)});
        return block;
    };
    std::vector<BlockDigest> blocks{genesis()};
    blocks.push_back(executing(blocks.back()));
    blocks.push_back(executing(blocks.back()));
    commit(
        [&](Step& step)
        {
            must(step.put_chain(record_of(kChainB)));
            for (const auto& block : blocks)
                must(step.append(kChainB, block));
            must(step.set_head(kChainB, SafetyLevel::finalized, blocks[2].seal.id));
            must(step.prune(kChainB, 102));
            must(step.prune(kChainA, 102));
        });
    settle();
    EXPECT_TRUE(must(view()->executing_in(kChainB, 101)).empty());
    const auto of = must(view()->executing_of(kChainA, 101, 0, 10));
    ASSERT_EQ(of.size(), 1U);
    EXPECT_EQ(of[0].block_number, 102U);
}

/// A row of either table speaks for blocks beside its own.
TEST_P(prune, keeps_what_is_known_of_l1_blocks)
{
    commit(
        [&](Step& step)
        {
            must(step.put_derived(kChainA, 102, kL1At5));
            must(step.put_derived(kChainA, 108, kL1At6));
            must(step.put_messages_l1(kChainA, 101, kL1At5));
            must(step.put_messages_l1(kChainA, 107, UnknownL1{}));
        });
    prune_to(104);
    EXPECT_EQ(must(view()->derived_from(kChainA, 104)), kL1At6);
    EXPECT_EQ(must(view()->messages_l1(kChainA, 103)), std::nullopt);
    for (uint64_t number = 104; number < 107; ++number)
        EXPECT_EQ(must(view()->messages_l1(kChainA, number)), RequiredL1{kL1At5});
    EXPECT_EQ(must(view()->messages_l1(kChainA, 107)), RequiredL1{UnknownL1{}});
}

TEST_P(prune, does_not_disturb_a_view_that_is_open)
{
    const auto before = view();
    EXPECT_EQ(must(before->first(kChainA)), record_of(run[0]));  // It takes its snapshot.
    commit([&](Step& step) { must(step.prune(kChainA, 106)); });
    EXPECT_EQ(must(before->first(kChainA)), record_of(run[0]));
    EXPECT_EQ(must(before->log_hashes(kChainA, 100)), run[0].log_hashes);
    EXPECT_EQ(must(view()->first(kChainA)), record_of(run[6]));
}

TEST_P(prune, that_is_not_committed_has_not_been)
{
    {
        const auto step = begin();
        must(step->prune(kChainA, 106));
    }
    settle();
    EXPECT_EQ(must(view()->first(kChainA)), record_of(run[0]));
    EXPECT_EQ(must(view()->log_hashes(kChainA, 100)), run[0].log_hashes);
}
}  // namespace
}  // namespace interlock::storage
