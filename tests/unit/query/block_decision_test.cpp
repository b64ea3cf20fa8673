#include "server/query/block_decision.hpp"

#include <gtest/gtest.h>

#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

class BlockDecisionTest : public ::testing::Test
{
protected:
    BlockDecisionTest() { world.begin_all(); }

    BlockDecision decide(const ChainId& chain, uint64_t number, CrossView view = CrossView::unsafe)
    {
        const auto index = world.view();
        auto decision = decide_block({*index, world.set(), view}, chain, number);
        EXPECT_TRUE(decision) << decision.error().explanation;
        return decision ? *decision : BlockDecision{};
    }
    Waiting waiting(const ChainId& chain, uint64_t number, CrossView view = CrossView::unsafe)
    {
        const auto decision = decide(chain, number, view);
        const auto* wait = std::get_if<Wait>(&decision);
        EXPECT_NE(wait, nullptr) << "decision " << decision.index();
        return wait == nullptr ? Waiting{} : wait->waiting;
    }
    Replace replace(const ChainId& chain, uint64_t number, CrossView view = CrossView::unsafe)
    {
        const auto decision = decide(chain, number, view);
        const auto* replace = std::get_if<Replace>(&decision);
        EXPECT_NE(replace, nullptr) << "decision " << decision.index();
        return replace == nullptr ? Replace{} : *replace;
    }
    bool accepts(const ChainId& chain, uint64_t number, CrossView view = CrossView::unsafe)
    {
        return std::holds_alternative<Accept>(decide(chain, number, view));
    }

    SafetyWorld world;
};
}  // namespace

TEST_F(BlockDecisionTest, what_is_promoted_is_accepted_at_its_level)
{
    world.extend(kAlpha, 4);
    EXPECT_TRUE(accepts(kAlpha, 0));
    EXPECT_TRUE(accepts(kAlpha, 4));
    EXPECT_TRUE(accepts(kAlpha, 0, CrossView::safe));
    EXPECT_EQ(waiting(kAlpha, 1, CrossView::safe),
        (Waiting{WaitReason::local_level, kAlpha, 1, std::nullopt}));
    world.tell_local_safe(kAlpha, 3);
    EXPECT_TRUE(accepts(kAlpha, 3, CrossView::safe));
    EXPECT_EQ(waiting(kAlpha, 4, CrossView::safe).reason, WaitReason::local_level);
}

TEST_F(BlockDecisionTest, a_chain_that_is_not_promoted_cannot_be_told_of)
{
    SafetyWorld empty;
    const auto index = empty.view();
    const auto decision = decide_block({*index, empty.set(), CrossView::unsafe}, kAlpha, 0);
    ASSERT_FALSE(decision);
    EXPECT_EQ(decision.error().cause, CannotTell::Cause::not_ready);
}

TEST_F(BlockDecisionTest, a_block_waits_with_its_message_since_it_was_known)
{
    const auto message = world.message_of(kBeta, 3, 1);
    world.extend(kAlpha, 4);
    world.append(kAlpha, {executing(2, message)});
    const auto since_s = world.now_s();
    world.extend(kAlpha, 7);

    const auto decision = decide(kAlpha, 5);
    const auto& wait = std::get<Wait>(decision);
    EXPECT_EQ(wait.waiting,
        (Waiting{WaitReason::initiating_not_seen, kBeta, message.id.at.timestamp_s, 2}));
    EXPECT_EQ(wait.log, executing(2, message));
    EXPECT_EQ(wait.since_s, since_s);
    EXPECT_EQ(waiting(kAlpha, 7), (Waiting{WaitReason::earlier_block, kAlpha, 5, std::nullopt}));

    world.extend(kBeta, 3);
    EXPECT_TRUE(accepts(kAlpha, 7));
}

TEST_F(BlockDecisionTest, an_invalid_block_is_replaced_with_its_evidence)
{
    world.extend(kBeta, 5);
    world.extend(kAlpha, 5);
    const auto wrong = with_wrong_payload(world.message_of(kBeta, 3, 1));
    world.append(kAlpha, {executing(2, wrong)});
    const auto found = replace(kAlpha, 6);
    EXPECT_EQ(found.why.reason, Violation::payload_mismatch);
    EXPECT_EQ(found.why.expected, to_hex(log_hash(wrong.id.origin, wrong.payload_hash)));
    const auto there = world.message_of(kBeta, 3, 1);
    EXPECT_EQ(found.why.found, to_hex(log_hash(there.id.origin, there.payload_hash)));
    EXPECT_EQ(found.log, executing(2, wrong));
    EXPECT_EQ(found.since_s, world.now_s());
}

TEST_F(BlockDecisionTest, each_rule_has_its_evidence)
{
    struct Case
    {
        const char* name;
        std::function<void(Message&)> change;
        Violation reason;
        const char* expected;
        const char* found;
    };
    const Case cases[]{
        {"chain", [](Message& m) { m.id.at.chain_id = ChainId::from_u64(7); },
            Violation::unknown_chain, "a chain of the dependency set", "chain 7"},
        {"future", [](Message& m) { m.id.at.timestamp_s = 2'000; }, Violation::future,
            "initiated before 1012", "initiated at 2000"},
        {"time", [](Message& m) { m.id.at.timestamp_s = 1'007; }, Violation::timestamp_mismatch,
            "block 3 at 1007", "it is at 1006"},
        {"log", [](Message& m) { m.id.at.log_index = 2; }, Violation::no_such_log, "log 2",
            "2 logs in block 3"},
        {"block", [](Message& m) { m.id.at.block_number = 9; }, Violation::no_such_block,
            "block 9 at 1006", "no such block; the newest is at 1010"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        SafetyWorld fresh;
        fresh.begin_all();
        fresh.extend(kBeta, 5);
        fresh.extend(kAlpha, 5);
        auto message = fresh.message_of(kBeta, 3, 1);
        c.change(message);
        fresh.append(kAlpha, {executing(2, message)});
        const auto index = fresh.view();
        const auto pending = pending_block({*index, fresh.set(), CrossView::unsafe}, kAlpha);
        ASSERT_TRUE(pending && *pending);
        const auto* replace = std::get_if<Replace>(&(*pending)->decision);
        ASSERT_NE(replace, nullptr);
        EXPECT_EQ(replace->why.reason, c.reason);
        EXPECT_EQ(replace->why.expected, c.expected);
        EXPECT_EQ(replace->why.found, c.found);
    }
}

TEST_F(BlockDecisionTest, a_malformed_event_has_no_evidence_but_its_place)
{
    world.append(kAlpha, {malformed(2)});
    const auto found = replace(kAlpha, 1);
    EXPECT_EQ(found.why.reason, Violation::malformed);
    EXPECT_EQ(found.log, malformed(2));
    EXPECT_TRUE(found.why.expected.empty());
}

TEST_F(BlockDecisionTest, a_cycle_is_shown_with_all_that_are_on_it)
{
    world.append(kAlpha, {executing(0, world.message_of(kBeta, 1, 0))});
    world.append(kBeta, {executing(0, world.message_of(kAlpha, 1, 0))});
    world.append(kGamma);
    const auto found = replace(kAlpha, 1);
    EXPECT_EQ(found.why.reason, Violation::cycle);
    EXPECT_EQ(found.why.expected, "no cycle among the messages executed at 1002");
    EXPECT_EQ(
        found.why.found, "on cycles: log 0 of block 1 of chain 901, log 0 of block 1 of chain 902");
    EXPECT_EQ(replace(kBeta, 1).why.found, found.why.found);
}

TEST_F(BlockDecisionTest, evidence_that_is_gone_is_not_made_up)
{
    world.extend(kBeta, 5);
    world.extend(kAlpha, 5);
    const auto message = world.message_of(kBeta, 5, 1);
    const InvalidBlock past{
        kAlpha, world.block(kAlpha, 5), {Violation::payload_mismatch, 2}, executing(2, message), 7};
    const auto index = world.view();
    // The log is the named one now.
    const auto found = replace_for({*index, world.set(), CrossView::unsafe}, past);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->why.reason, Violation::payload_mismatch);
    EXPECT_TRUE(found->why.expected.empty() && found->why.found.empty());
    EXPECT_EQ(found->since_s, 7U);
}

TEST_F(BlockDecisionTest, a_halted_chain_waits_above_what_is_final)
{
    world.halt_alpha();
    ASSERT_EQ(world.news().alarms.halts.size(), 1U);
    EXPECT_TRUE(accepts(kAlpha, 6, CrossView::safe));
    for (const auto view : kCrossViews)
    {
        EXPECT_EQ(waiting(kAlpha, 7, view), (Waiting{WaitReason::halted, kAlpha, 6, std::nullopt}));
    }
}

TEST_F(BlockDecisionTest, a_decision_is_only_as_ready_as_what_it_rests_on)
{
    world.extend(kBeta, 5);
    world.extend(kAlpha, 5);
    world.append(kAlpha, {executing(2, with_wrong_payload(world.message_of(kBeta, 3, 1)))});
    const auto index = world.view();
    const auto is_reliable = [&](const NotReadyChains& not_ready, uint64_t number)
    {
        const auto decision =
            decide_block({*index, world.set(), CrossView::unsafe}, kAlpha, number);
        return check_reliable(*index, not_ready, {kAlpha, number}, *decision).has_value();
    };
    EXPECT_TRUE(is_reliable({{kGamma, {}}}, 6));
    EXPECT_FALSE(is_reliable({{kAlpha, {}}}, 5));
    EXPECT_TRUE(is_reliable({{kBeta, {}}}, 5));
    EXPECT_FALSE(is_reliable({{kBeta, {}}}, 6)) << "invalid on the word of beta";
    EXPECT_TRUE(is_reliable({{kAlpha, {.why = "halted", .serves_final = true}}}, 0));
}
}  // namespace interlock::server
