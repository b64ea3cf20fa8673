#include "server/query/derivation.hpp"

#include <gtest/gtest.h>

#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

class DerivationTest : public ::testing::Test
{
protected:
    DerivationTest() { world.begin_all(); }

    std::optional<DerivationInput> input(const ChainId& chain, uint64_t number)
    {
        const auto index = world.view();
        const Judge judge{world.set(), {}};
        auto out = derivation_input(
            {*index, world.set(), CrossView::safe}, judge, circumstances, chain, number);
        EXPECT_TRUE(out) << out.error().explanation;
        return out ? *std::move(out) : std::nullopt;
    }

    SafetyWorld world;
    Circumstances circumstances;
};

bool is_valid(const Answer& answer)
{
    return answer && std::holds_alternative<Valid>(*answer);
}
}  // namespace

TEST_F(DerivationTest, a_block_that_is_not_indexed_has_none)
{
    world.extend(kAlpha, 2);
    EXPECT_TRUE(input(kAlpha, 2));
    EXPECT_FALSE(input(kAlpha, 3));
}

TEST_F(DerivationTest, each_message_resolves_to_its_block)
{
    world.extend(kBeta, 4);
    world.extend(kAlpha, 4);
    auto other_time = world.message_of(kBeta, 3, 0);
    other_time.id.at.timestamp_s -= 1;
    auto beyond = world.message_of(kBeta, 9, 0);
    beyond.id.at.timestamp_s = world.block(kBeta, 4).timestamp_s;
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 1)), executing(3, other_time),
                             executing(4, beyond), malformed(5)});
    world.tell_local_safe(kBeta, 4);

    const auto block = input(kAlpha, 5);
    ASSERT_TRUE(block);
    EXPECT_EQ(block->block, world.block(kAlpha, 5));
    ASSERT_EQ(block->messages.size(), 4U);
    const auto& good = block->messages[0];
    EXPECT_EQ(good.log, executing(2, world.message_of(kBeta, 3, 1)));
    EXPECT_EQ(good.initiating, world.block(kBeta, 3));
    EXPECT_EQ(good.levels, (std::vector{SafetyLevel::unsafe, SafetyLevel::cross_unsafe,
                               SafetyLevel::local_safe, SafetyLevel::safe}));
    EXPECT_TRUE(is_valid(good.answer));
    for (size_t i = 1; i < 4; ++i)
    {
        SCOPED_TRACE(i);
        const auto& bad = block->messages[i];
        EXPECT_FALSE(bad.initiating);
        EXPECT_TRUE(bad.levels.empty());
        EXPECT_TRUE(bad.answer && std::holds_alternative<Invalid>(*bad.answer));
    }
}

TEST_F(DerivationTest, l1_blocks_are_told_once_they_are_settled)
{
    world.extend(kBeta, 4);
    world.extend(kAlpha, 3);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 1))});
    auto unsafe = input(kAlpha, 4);
    EXPECT_FALSE(unsafe->derived_from);
    EXPECT_FALSE(unsafe->required_l1);

    // Local-safe, but beta's block is not: which L1 block the message needs is still open.
    world.tell_derived(kAlpha, 4, 20);
    const auto local_safe = input(kAlpha, 4);
    EXPECT_EQ(local_safe->derived_from, l1_block(20));
    EXPECT_FALSE(local_safe->required_l1);
    EXPECT_FALSE(local_safe->messages[0].required_l1);
    EXPECT_EQ(input(kAlpha, 3)->required_l1, l1_block(20));

    world.tell_derived(kBeta, 3, 25);
    const auto safe = input(kAlpha, 4);
    EXPECT_TRUE(std::holds_alternative<Accept>(safe->decision));
    EXPECT_EQ(safe->derived_from, l1_block(20));
    EXPECT_EQ(safe->required_l1, l1_block(25));
    EXPECT_EQ(safe->messages[0].required_l1, l1_block(25));
    EXPECT_EQ(input(kAlpha, 3)->required_l1, l1_block(20));
}

TEST_F(DerivationTest, what_nobody_told_stays_unknown)
{
    world.extend(kBeta, 4);
    world.extend(kAlpha, 3);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 1))});
    world.tell_local_safe(kBeta, 3);
    world.tell_derived(kAlpha, 4, 20);
    const auto block = input(kAlpha, 4);
    EXPECT_TRUE(std::holds_alternative<Accept>(block->decision));
    EXPECT_EQ(block->derived_from, l1_block(20));
    EXPECT_FALSE(block->required_l1) << "beta's is not known";
}

TEST_F(DerivationTest, a_chain_that_is_not_ready_is_not_told_of)
{
    world.extend(kAlpha, 3);
    circumstances.not_ready[kAlpha] = {.why = "catching up"};
    const auto index = world.view();
    const Judge judge{world.set(), {}};
    const auto out =
        derivation_input({*index, world.set(), CrossView::unsafe}, judge, circumstances, kAlpha, 3);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().cause, CannotTell::Cause::not_ready);
}
}  // namespace interlock::server
