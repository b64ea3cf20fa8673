#include "server/ingest/safe_heads.hpp"

#include <gtest/gtest.h>

#include "tests/support/must.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
constexpr auto kChain = ChainId::from_u64(901);

/// An index that has the chain's blocks 0 … 40, verified from `anchor` on.
class SafeHeadsTest : public ::testing::Test
{
protected:
    SafeHeadsTest() : index{{{kChain, 2, 0}}}
    {
        chain->extend(60);
        index.append(*chain, 0, 40);
        anchor_at(10);
    }

    void anchor_at(uint64_t number)
    {
        change([&](storage::Step& step) { must(step.put_anchor(kChain, chain->at(number).id())); });
    }
    template <typename Change>
    void change(Change what)
    {
        const auto step = must(index.store().begin());
        what(*step);
        must(step->commit());
    }
    /// The L1 block of that number, on a branch.
    static BlockId l1(uint64_t number, uint8_t branch = 0)
    {
        return {number, Hash32{{0x11, branch, static_cast<uint8_t>(number >> 8U),
                            static_cast<uint8_t>(number)}}};
    }
    void derive(uint64_t number, uint64_t l1_number, uint8_t branch = 0)
    {
        chain->derive(number, l1(l1_number, branch));
    }
    std::optional<FoundSafeHeads> find(uint64_t current_l1)
    {
        const auto before = labels.record_calls();
        auto found = must(find_safe_heads(index.store(), kChain, labels, current_l1));
        calls = labels.record_calls() - before;
        EXPECT_LE(calls, kMaxRecordCalls);
        return found;
    }
    bool apply(const SafeHeadRun& run)
    {
        bool done = false;
        change([&](storage::Step& step) { done = must(apply_safe_heads(step, kChain, run)); });
        return done;
    }
    /// One round of following: finds, and applies what is found.
    bool follow(uint64_t current_l1)
    {
        const auto found = find(current_l1);
        return found && apply(found->run);
    }
    uint64_t exact(uint64_t number)
    {
        const auto found = must(must(index.store().open_view())->exact_l1(kChain, number));
        return found ? found->number : 0;
    }

    std::shared_ptr<FakeChain> chain = std::make_shared<FakeChain>();
    TestIndex index;
    ScriptedLabels labels{chain};
    size_t calls = 0;
};
}  // namespace

TEST_F(SafeHeadsTest, begins_at_the_newest_entry_up_to_the_anchor)
{
    derive(4, 100);
    derive(8, 101);
    derive(12, 105);
    derive(15, 106);
    derive(20, 120);
    EXPECT_TRUE(follow(121));
    struct Case
    {
        uint64_t number;
        uint64_t want;
    };
    for (const auto& c :
        {Case{8, 0}, {9, 105}, {12, 105}, {13, 106}, {15, 106}, {16, 120}, {20, 120}, {21, 0}})
    {
        SCOPED_TRACE(c.number);
        EXPECT_EQ(exact(c.number), c.want);
    }
    EXPECT_FALSE(find(121)->is_news);
    EXPECT_LE(calls, 2U);
}

TEST_F(SafeHeadsTest, a_record_that_begins_later_is_exact_after_its_first_entry)
{
    derive(15, 106);
    derive(20, 107);
    EXPECT_TRUE(follow(108));
    EXPECT_EQ(exact(15), 0U);
    EXPECT_EQ(exact(16), 107U);
}

TEST_F(SafeHeadsTest, an_entry_that_grows_stays_exact)
{
    derive(10, 100);
    derive(15, 106);
    EXPECT_TRUE(follow(106));
    derive(18, 106);
    EXPECT_TRUE(follow(106));
    EXPECT_EQ(exact(15), 106U);
    EXPECT_EQ(exact(18), 106U);
}

TEST_F(SafeHeadsTest, goes_on_in_steps_after_a_long_time)
{
    derive(10, 100);
    derive(11, 101);
    EXPECT_TRUE(follow(101));
    for (uint64_t i = 0; i < 29; ++i)
        derive(12 + i, 150 + 10 * i);
    size_t rounds = 0;
    while (find(450)->is_news)
    {
        ASSERT_LT(++rounds, 20U);
        EXPECT_TRUE(follow(450));
        EXPECT_LE(calls, 80U);
    }
    EXPECT_EQ(exact(12), 150U);
    EXPECT_EQ(exact(40), 430U);
}

TEST_F(SafeHeadsTest, goes_on_after_a_time_without_entries)
{
    derive(10, 100);
    derive(11, 101);
    EXPECT_TRUE(follow(101));
    derive(12, 1'300);
    for (uint64_t i = 0; i < 20; ++i)
        derive(13 + i, 1'320 + 3 * i);
    EXPECT_TRUE(follow(1'400));
    EXPECT_EQ(exact(12), 1'300U);
    for (int i = 0; i < 4; ++i)
        EXPECT_TRUE(follow(1'400));
    EXPECT_EQ(exact(32), 1'377U);
    EXPECT_FALSE(find(1'400)->is_news);
}

TEST_F(SafeHeadsTest, asks_for_what_is_indexed_only)
{
    derive(10, 100);
    derive(20, 101);
    for (uint64_t i = 0; i < 20; ++i)
        derive(41 + i / 2, 102 + i);
    EXPECT_TRUE(follow(125));
    EXPECT_EQ(exact(20), 101U);
    EXPECT_EQ(exact(40), 0U);
    EXPECT_FALSE(find(125)->is_news);
    EXPECT_LE(calls, 10U);
    index.append(*chain, 41, 60);
    EXPECT_TRUE(follow(125));
    EXPECT_EQ(exact(40), 102U);
    EXPECT_EQ(exact(50), 120U);
}

TEST_F(SafeHeadsTest, leaves_what_a_reorg_of_l1_took_back)
{
    derive(10, 100);
    for (uint64_t i = 0; i < 10; ++i)
        derive(11 + i, 101 + i);
    EXPECT_TRUE(follow(110));
    EXPECT_EQ(exact(18), 108U);
    for (uint64_t i = 7; i < 10; ++i)
        derive(11 + i, 101 + i, 1);
    derive(25, 111, 1);
    EXPECT_TRUE(find(111)->is_news);
    EXPECT_TRUE(follow(111));
    EXPECT_EQ(must(must(index.store().open_view())->exact_l1(kChain, 18)), l1(108, 1));
    EXPECT_EQ(must(must(index.store().open_view())->exact_l1(kChain, 17)), l1(107));
    EXPECT_EQ(exact(25), 111U);
}

TEST_F(SafeHeadsTest, forgets_all_when_nothing_is_shared)
{
    derive(12, 105);
    derive(15, 106);
    derive(20, 107);
    EXPECT_TRUE(follow(107));
    derive(12, 105, 1);
    derive(15, 106, 1);
    derive(20, 107, 1);
    EXPECT_TRUE(follow(107));
    EXPECT_EQ(exact(20), 0U);
    EXPECT_TRUE(follow(107));
    EXPECT_EQ(must(must(index.store().open_view())->exact_l1(kChain, 20)), l1(107, 1));
}

TEST_F(SafeHeadsTest, a_node_that_begins_again_keeps_its_record)
{
    derive(10, 100);
    derive(20, 120);
    EXPECT_TRUE(follow(121));
    EXPECT_FALSE(find(90)->is_news);
    EXPECT_TRUE(follow(90));
    EXPECT_EQ(exact(20), 120U);
}

TEST_F(SafeHeadsTest, tells_nothing_without_a_record_or_an_answer)
{
    EXPECT_FALSE(find(100));
    derive(10, 100);
    derive(15, 106);
    const chain::Error down{chain::ErrorKind::unreachable, "down"};
    labels.fail_next_record_call(down);
    EXPECT_FALSE(find(106));
    EXPECT_EQ(calls, 1U);
    EXPECT_TRUE(find(106));
    anchor_at(50);  // Not indexed.
    EXPECT_FALSE(find(106));
}

TEST_F(SafeHeadsTest, a_run_that_no_longer_fits_changes_nothing)
{
    derive(10, 100);
    derive(15, 106);
    EXPECT_TRUE(follow(106));
    const auto run = find(106)->run;
    change([&](storage::Step& step) { must(step.rewind(kChain, 14)); });
    EXPECT_EQ(exact(14), 106U);
    EXPECT_FALSE(apply(run));
    EXPECT_EQ(exact(14), 106U);
    // The record's block is another one now.
    chain->rewind(14);
    chain->extend(10);
    derive(16, 106);
    derive(18, 107);
    EXPECT_TRUE(follow(107));
    EXPECT_EQ(exact(14), 106U);
    index.append(*chain, 15, 20);
    EXPECT_TRUE(follow(107));
    EXPECT_EQ(exact(16), 106U);
    EXPECT_EQ(exact(17), 107U);
}

TEST_F(SafeHeadsTest, of_entries_beyond_the_index_are_left)
{
    const chain::DerivedBlock base{chain->at(10).id(), l1(100)};
    const SafeHeadRun run{
        .base = base, .entries = {{chain->at(39).id(), l1(101)}, {chain->at(41).id(), l1(102)}}};
    EXPECT_TRUE(apply(run));
    EXPECT_EQ(exact(39), 101U);
    EXPECT_EQ(exact(40), 0U);
    auto strange = run;
    strange.base->l2.hash = chain->at(9).hash;
    EXPECT_FALSE(apply(strange));
    EXPECT_EQ(exact(39), 101U);
}
}  // namespace interlock::server
