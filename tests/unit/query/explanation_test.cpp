#include "server/query/explanation.hpp"

#include <gtest/gtest.h>

#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using ChainBlock = std::pair<ChainId, uint64_t>;

class ExplanationTest : public ::testing::Test
{
protected:
    ExplanationTest() { world.begin_all(); }

    Explanation of_block(const ChainId& chain, uint64_t number, CrossView view = CrossView::unsafe)
    {
        const auto index = world.view();
        const CrossIndex at{*index, world.set(), view};
        const auto check = check_block(at, chain, number);
        EXPECT_TRUE(check && *check);
        return must(explain_block(at, conditions, chain, **check));
    }
    Explanation of_head(const ChainId& chain, CrossView view)
    {
        const auto index = world.view();
        return must(explain_cross_head({*index, world.set(), view}, conditions, chain));
    }
    std::string of_told_head(const ChainId& chain, SafetyLevel level)
    {
        const auto index = world.view();
        const auto out = must(explain_told_head(*index, conditions, chain, level));
        EXPECT_TRUE(out.steps.empty());
        return out.text;
    }
    static Explanation must(Told<Explanation> told)
    {
        EXPECT_TRUE(told) << told.error().explanation;
        return told ? *std::move(told) : Explanation{};
    }

    SafetyWorld world;
    ChainConditions conditions;
};

std::vector<ChainBlock> places(const Explanation& explanation)
{
    std::vector<ChainBlock> out;
    for (const auto& step : explanation.steps)
        out.emplace_back(step.chain_id, step.block.id.number);
    return out;
}

bool says(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}
}  // namespace

TEST_F(ExplanationTest, the_walk_leads_to_the_chain_that_was_not_seen)
{
    // Alpha waits for beta's block 4, beta is kept at block 3 by gamma, which has only block 0.
    world.extend(kBeta, 2);
    world.append(kBeta, {executing(2, world.message_of(kGamma, 2, 0))});
    world.extend(kBeta, 5);
    world.extend(kAlpha, 4);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 4, 0))});
    world.extend(kAlpha, 8);
    conditions[kGamma].trouble = "its node does not answer";

    const auto out = of_block(kAlpha, 8);
    EXPECT_EQ(places(out), (std::vector<ChainBlock>{{kAlpha, 8}, {kAlpha, 5}, {kBeta, 3}}));
    EXPECT_EQ(
        std::get<Wait>(out.steps.back().decision).waiting.reason, WaitReason::initiating_not_seen);
    EXPECT_EQ(
        out.text, "the unsafe head of chain 903 is block 0 at 1000; its node does not answer");
    EXPECT_TRUE(out.canonical);

    const auto head = of_head(kAlpha, CrossView::unsafe);
    EXPECT_EQ(places(head), (std::vector<ChainBlock>{{kAlpha, 5}, {kBeta, 3}}));
}

TEST_F(ExplanationTest, the_root_may_be_an_invalid_block)
{
    world.extend(kBeta, 2);
    world.append(kBeta, {malformed(2)});
    world.extend(kAlpha, 4);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 0))});
    const auto out = of_block(kAlpha, 5);
    EXPECT_EQ(places(out), (std::vector<ChainBlock>{{kAlpha, 5}, {kBeta, 3}}));
    EXPECT_TRUE(std::holds_alternative<Replace>(out.steps.back().decision));
    EXPECT_TRUE(out.text.empty());
}

TEST_F(ExplanationTest, what_is_accepted_waits_for_nothing)
{
    world.extend(kAlpha, 3);
    const auto block = of_block(kAlpha, 2);
    ASSERT_EQ(block.steps.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<Accept>(block.steps[0].decision));
    const auto head = of_head(kAlpha, CrossView::unsafe);
    EXPECT_TRUE(head.steps.empty());
    EXPECT_EQ(
        head.text, "no block is left to decide: the unsafe head of chain 901 is block 3 at 1006");
}

TEST_F(ExplanationTest, peers_that_wait_for_each_other_end_the_walk)
{
    // Alpha and beta of one time need each other, and beta also a block that gamma does not have.
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 1, 0))});
    world.append(kBeta, {executing(2, world.message_of(kAlpha, 1, 0)),
                            executing(3, world.message_of(kGamma, 1, 0))});
    const auto out = of_block(kAlpha, 1);
    ASSERT_FALSE(out.steps.empty());
    EXPECT_LE(out.steps.size(), 2U);
    EXPECT_EQ(std::get<Wait>(out.steps.back().decision).waiting.reason, WaitReason::peer_not_seen);
    EXPECT_TRUE(says(out.text, "chain 903"));
}

TEST_F(ExplanationTest, local_safe_blocks_are_waited_for_with_what_stands_in_the_way)
{
    world.extend(kAlpha, 4);
    world.tell_local_safe(kAlpha, 2);
    conditions[kAlpha].label_trouble = "its node is behind on L1";
    const auto out = of_block(kAlpha, 4, CrossView::safe);
    EXPECT_EQ(places(out), (std::vector<ChainBlock>{{kAlpha, 4}}));
    EXPECT_EQ(
        out.text, "the local-safe head of chain 901 is block 2 at 1004; its node is behind on L1");
    EXPECT_EQ(of_head(kAlpha, CrossView::safe).text, "no block is left to decide: " + out.text);
}

TEST_F(ExplanationTest, a_block_older_than_the_index_names_where_that_begins)
{
    SafetyWorld late;
    late.begin_all();
    const auto index = late.view();
    ASSERT_TRUE(index);
    Message old = late.message_of(kBeta, 0, 0);
    late.extend(kAlpha, 1);
    const CrossIndex at{*index, late.set(), CrossView::unsafe};
    const Waiting waiting{WaitReason::before_index, kBeta, 0, 2};
    const BlockCheck asked{late.block(kAlpha, 0), Wait{waiting, executing(2, old), 1}};
    const auto out = explain_block(at, {}, kAlpha, asked);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->text, "the index of chain 902 begins at block 0");
}

TEST_F(ExplanationTest, a_halted_chain_says_what_no_longer_holds)
{
    world.halt_alpha();
    world.tell_local_safe(kBeta, 2);
    conditions[kAlpha].trouble = "halted";
    const auto out = of_head(kAlpha, CrossView::safe);
    EXPECT_EQ(places(out), (std::vector<ChainBlock>{{kAlpha, 7}}));
    EXPECT_EQ(out.text, "halted; block 5 waits for chain 902 to be seen up to 1006");
}

TEST_F(ExplanationTest, heads_that_nodes_tell_say_who_decides)
{
    world.extend(kAlpha, 6);
    EXPECT_TRUE(says(of_told_head(kAlpha, SafetyLevel::unsafe), "block 6 at 1012"));
    EXPECT_TRUE(says(of_told_head(kAlpha, SafetyLevel::local_safe), "told none yet"));
    EXPECT_TRUE(says(of_told_head(kAlpha, SafetyLevel::finalized), "has not told"));
    world.tell_local_safe(kAlpha, 5);
    EXPECT_TRUE(says(of_told_head(kAlpha, SafetyLevel::local_safe), "told block 5"));
}

TEST_F(ExplanationTest, the_finalized_head_says_which_of_two_limits_it)
{
    world.extend(kAlpha, 3);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 0))});
    world.extend(kAlpha, 6);
    world.tell_finalized(kAlpha, 2);
    world.tell_local_safe(kAlpha, 6);
    EXPECT_TRUE(says(of_told_head(kAlpha, SafetyLevel::finalized), "the node's limits it"));
    world.tell_finalized(kAlpha, 5);
    const auto text = of_told_head(kAlpha, SafetyLevel::finalized);
    EXPECT_TRUE(says(text, "the node's finalized block, which is 5")) << text;
    EXPECT_TRUE(says(text, "the safe head, which is 3")) << text;
    EXPECT_TRUE(says(text, "the safe head limits it")) << text;
}

TEST_F(ExplanationTest, a_chain_that_is_not_promoted_says_so)
{
    SafetyWorld empty;
    const auto index = empty.view();
    const auto out = explain_cross_head({*index, empty.set(), CrossView::safe}, {}, kAlpha);
    ASSERT_TRUE(out);
    EXPECT_TRUE(out->steps.empty());
    EXPECT_FALSE(out->text.empty());
}
}  // namespace interlock::server
