// Executing messages from their block's arrival until it is final.
#include "server/metrics/message_ledger.hpp"

#include <gtest/gtest.h>

#include "server/metrics/message_watch.hpp"
#include "tests/support/must.hpp"
#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

/// What is told of a pair, in short: "valid 1, seen 1".
std::string in_short(const MessagePairCounts& counts)
{
    std::string out;
    const auto tell = [&](const std::string& name, uint64_t count)
    {
        if (count != 0)
            out += (out.empty() ? "" : ", ") + name + ' ' + std::to_string(count);
    };
    const auto name = [](size_t state) { return std::string{to_string(kMessageStates[state])}; };
    for (size_t i = 0; i < kMessageStates.size(); ++i)
        tell(name(i), counts.now[i]);
    tell("seen", counts.seen);
    tell("expired", counts.expired);
    tell("finalized", counts.finalized);
    tell("dropped", counts.dropped);
    for (size_t from = 0; from < kVerdicts; ++from)
    {
        for (size_t to = 0; to < kVerdicts; ++to)
            tell(name(from) + "->" + name(to), counts.changed[from][to]);
    }
    return out;
}

/// Alpha initiates, beta executes.
class MessageLedgerTest : public ::testing::Test
{
protected:
    MessageLedgerTest()
    {
        world.begin_all();
        world.extend(kAlpha, 3);
    }

    /// With what is followed so far forgotten.
    void limit(const LedgerLimits& limits) { ledger.emplace(world.set(), judge, limits); }
    /// Once; true when there is more to do.
    bool step() { return must(ledger->step(*world.view(), not_ready)); }
    void follow_all()
    {
        while (step())
        {
        }
    }
    void execute(const Message& message) { world.append(kBeta, {executing(2, message)}); }
    Message of_alpha(uint64_t number) { return world.message_of(kAlpha, number, 0); }

    [[nodiscard]] std::string told(
        const std::optional<ChainId>& initiating = kAlpha, const ChainId& on = kBeta) const
    {
        for (const auto& pair : ledger->counts().pairs)
        {
            if (pair.initiating == initiating && pair.executing == on)
                return in_short(pair);
        }
        return "no such pair";
    }
    [[nodiscard]] uint64_t invalid(Violation reason) const
    {
        return ledger->counts().invalid[static_cast<size_t>(reason)];
    }
    [[nodiscard]] const MessageScan& beta() const { return ledger->counts().scans[1]; }

    SafetyWorld world;
    NotReadyChains not_ready;
    const Judge judge{world.set(), {}};
    std::optional<MessageLedger> ledger{MessageLedger{world.set(), judge}};
};
}  // namespace

TEST_F(MessageLedgerTest, has_every_pair_of_few_chains_from_the_start)
{
    EXPECT_EQ(ledger->counts().pairs.size(), 3U * 4U);
    for (const auto& pair : ledger->counts().pairs)
        EXPECT_EQ(in_short(pair), "");
    EXPECT_EQ(ledger->counts().scans.size(), 3U);
}

TEST_F(MessageLedgerTest, follows_a_valid_message_until_it_is_final)
{
    world.extend(kBeta, 3);
    execute(of_alpha(2));
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 1");
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 1");
    EXPECT_EQ(told(kBeta, kAlpha), "");

    world.tell_local_safe(kAlpha, 3);
    world.tell_finalized(kBeta, 3);
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 1") << "the block before it is final";
    world.extend(kBeta, 6);
    world.tell_finalized(kBeta, 4);
    follow_all();
    EXPECT_EQ(told(), "seen 1, finalized 1");
    EXPECT_EQ(beta().blocks_behind, 0U);
    EXPECT_EQ(beta().blocks_skipped, 0U);
}

TEST_F(MessageLedgerTest, tells_why_messages_are_invalid_and_whose_they_are)
{
    world.extend(kBeta, 3);
    auto of_a_stranger = of_alpha(2);
    of_a_stranger.id.at.chain_id = ChainId::from_u64(5);
    world.append(kBeta, {executing(2, with_wrong_payload(of_alpha(2))), executing(3, of_alpha(1)),
                            executing(4, of_a_stranger), malformed(5)});
    follow_all();
    EXPECT_EQ(told(), "valid 1, invalid 1, seen 2");
    EXPECT_EQ(told(std::nullopt), "invalid 2, seen 2");
    EXPECT_EQ(invalid(Violation::payload_mismatch), 1U);
    EXPECT_EQ(invalid(Violation::unknown_chain), 1U);
    EXPECT_EQ(invalid(Violation::malformed), 1U);
    EXPECT_EQ(invalid(Violation::expired), 0U);
}

TEST_F(MessageLedgerTest, expired_is_what_was_executed_after_the_window)
{
    constexpr auto kLastBlock = 1 + SafetyWorld::kWindowS / SafetyWorld::kBlockTimeS;
    world.extend(kAlpha, kLastBlock + 1);
    world.extend(kBeta, kLastBlock - 1);
    execute(of_alpha(1));
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 1");
    execute(of_alpha(1));
    follow_all();
    EXPECT_EQ(told(), "valid 1, invalid 1, seen 2, expired 1");
    EXPECT_EQ(invalid(Violation::expired), 1U);
}

TEST_F(MessageLedgerTest, judges_again_what_waits_for_its_chain)
{
    world.extend(kBeta, 5);
    execute(of_alpha(5));
    follow_all();
    EXPECT_EQ(told(), "not_yet 1, seen 1");
    world.extend(kAlpha, 4);
    world.extend(kBeta, 8);
    follow_all();
    EXPECT_EQ(told(), "not_yet 1, seen 1");
    world.extend(kAlpha, 5);
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 1, not_yet->valid 1");
}

TEST_F(MessageLedgerTest, notices_changes_of_mind_when_the_initiating_chain_has_a_reorg)
{
    world.extend(kBeta, 3);
    execute(of_alpha(2));
    execute(of_alpha(1));
    follow_all();
    EXPECT_EQ(told(), "valid 2, seen 2");
    world.rewind(kAlpha, 1);
    follow_all();
    EXPECT_EQ(told(), "valid 1, not_yet 1, seen 2, valid->not_yet 1");
    world.extend(kAlpha, 4);
    follow_all();
    EXPECT_EQ(told(), "valid 1, invalid 1, seen 2, valid->not_yet 1, not_yet->invalid 1");
    EXPECT_EQ(invalid(Violation::payload_mismatch), 1U);

    // A reorg to the same height, with no step in between.
    world.rewind(kAlpha, 0);
    world.extend(kAlpha, 4);
    follow_all();
    EXPECT_EQ(told(), "invalid 2, seen 2, valid->invalid 1, valid->not_yet 1, not_yet->invalid 1");
}

TEST_F(MessageLedgerTest, lets_go_of_what_is_taken_back)
{
    world.extend(kBeta, 3);
    execute(of_alpha(1));
    execute(of_alpha(2));
    world.extend(kBeta, 7);
    follow_all();
    world.rewind(kBeta, 4);
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 2, dropped 1");
    world.replace_newest(kBeta, {executing(2, of_alpha(2))});
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 3, dropped 2");
    world.rewind(kBeta, 1);
    world.extend(kBeta, 9);
    follow_all();
    EXPECT_EQ(told(), "seen 3, dropped 3");
    execute(of_alpha(3));
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 4, dropped 3");
}

TEST_F(MessageLedgerTest, messages_of_their_own_blocks_time_wait_for_the_block)
{
    world.extend(kBeta, 4);
    execute(of_alpha(5));
    world.append(kAlpha);  // Block 4.
    follow_all();
    EXPECT_EQ(told(), "not_yet 1, seen 1");
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 5, 0))});
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 1, not_yet->valid 1");
    EXPECT_EQ(told(kBeta, kAlpha), "valid 1, seen 1");
}

TEST_F(MessageLedgerTest, a_block_that_is_given_up_takes_messages_of_its_time_with_it)
{
    for (const auto& chain : {kAlpha, kBeta, kGamma})
        world.extend(chain, 4);
    world.append(kAlpha, {executing(2, world.message_of(kGamma, 2, 0))});
    execute(of_alpha(5));
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 1");
    world.rewind(kGamma, 1);
    follow_all();
    EXPECT_EQ(told(), "not_yet 1, seen 1, valid->not_yet 1");
}

TEST_F(MessageLedgerTest, a_cycle_is_invalid)
{
    world.extend(kBeta, 3);
    // Each executes, before it, a log of the other's.
    world.append(kBeta, {executing(0, world.message_of(kAlpha, 4, 1))});
    follow_all();
    EXPECT_EQ(told(), "not_yet 1, seen 1");
    world.append(kAlpha, {executing(0, world.message_of(kBeta, 4, 1))});
    follow_all();
    EXPECT_EQ(told(), "invalid 1, seen 1, not_yet->invalid 1");
    EXPECT_EQ(told(kBeta, kAlpha), "invalid 1, seen 1");
    EXPECT_EQ(invalid(Violation::cycle), 2U);
}

TEST_F(MessageLedgerTest, begins_when_the_chain_is_ready_and_keeps_verdicts_when_others_are_not)
{
    world.extend(kBeta, 3);
    execute(of_alpha(2));
    not_ready[kBeta] = {.why = "it is catching up"};
    follow_all();
    EXPECT_EQ(told(), "");
    EXPECT_EQ(beta().blocks_behind, 4U);

    not_ready.clear();
    not_ready[kAlpha] = {.why = "it is catching up"};
    follow_all();
    EXPECT_EQ(told(), "cannot_tell 1, seen 1");
    EXPECT_EQ(beta().blocks_behind, 0U);
    not_ready.clear();
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 1") << "a first verdict is no change";
    not_ready[kAlpha] = {.why = "it is halted"};
    world.rewind(kAlpha, 1);
    follow_all();
    EXPECT_EQ(told(), "valid 1, seen 1");
    not_ready.clear();
    follow_all();
    EXPECT_EQ(told(), "not_yet 1, seen 1, valid->not_yet 1");
}

TEST_F(MessageLedgerTest, a_step_is_bounded_and_everything_gets_its_turn)
{
    limit({.blocks_a_step = 2, .verdicts_a_step = 1});
    world.extend(kBeta, 3);
    for (int i = 0; i < 3; ++i)
        execute(of_alpha(2));
    EXPECT_TRUE(step());
    EXPECT_EQ(told(), "valid 1, cannot_tell 1, seen 2");
    EXPECT_TRUE(step());
    EXPECT_EQ(told(), "valid 2, cannot_tell 1, seen 3");
    EXPECT_FALSE(step());
    EXPECT_EQ(told(), "valid 3, seen 3");
}

TEST_F(MessageLedgerTest, what_is_taken_back_before_it_was_judged_is_waited_for_no_more)
{
    limit({.verdicts_a_step = 1});
    world.extend(kBeta, 3);
    execute(of_alpha(2));
    execute(of_alpha(2));
    EXPECT_TRUE(step());
    world.rewind(kBeta, 4);
    EXPECT_FALSE(step());
    EXPECT_EQ(told(), "valid 1, seen 2, dropped 1");
}

TEST_F(MessageLedgerTest, memory_is_bounded_and_what_is_left_out_is_told)
{
    limit({.messages = 2});
    world.extend(kBeta, 3);
    for (int i = 0; i < 3; ++i)
        execute(of_alpha(2));  // Blocks 4 to 6.
    world.extend(kBeta, 9);
    EXPECT_FALSE(step()) << "waiting for room is no reason to hurry";
    EXPECT_EQ(told(), "valid 2, seen 2");
    EXPECT_EQ(beta().blocks_behind, 4U);

    world.tell_local_safe(kAlpha, 3);
    world.tell_finalized(kBeta, 4);
    follow_all();
    EXPECT_EQ(told(), "valid 2, seen 3, finalized 1");
    for (int i = 0; i < 3; ++i)
        execute(of_alpha(2));  // Blocks 10 to 12.
    follow_all();
    world.tell_finalized(kBeta, 12);
    follow_all();
    EXPECT_EQ(told(), "seen 3, finalized 3");
    EXPECT_EQ(beta().blocks_skipped, 6U) << "blocks 7 to 12";
    EXPECT_EQ(beta().blocks_behind, 0U);
}

TEST_F(MessageLedgerTest, pairs_of_many_chains_come_with_their_first_message)
{
    limit({.chains_with_all_pairs = 2, .pairs = 1});
    EXPECT_TRUE(ledger->counts().pairs.empty());
    world.extend(kBeta, 3);
    world.extend(kGamma, 3);
    execute(of_alpha(2));
    follow_all();
    execute(world.message_of(kGamma, 2, 0));
    execute(of_alpha(2));
    follow_all();
    EXPECT_EQ(told(), "valid 2, seen 2");
    EXPECT_EQ(told(kGamma), "no such pair");
    EXPECT_EQ(told(std::nullopt), "valid 1, seen 1") << "one pair too many";
}

TEST(message_watch, tells_what_the_newest_index_has_and_waits_longer_when_it_has_seen_all)
{
    SafetyWorld world;
    world.begin_all();
    world.extend(kAlpha, 3);
    world.extend(kBeta, 3);
    StatusBoard board{world.set()};
    for (const auto& chain : world.set().chains())
        board.update(chain.id, [](ChainStatus& status) { status.ready = true; });
    const Judge judge{world.set(), {}};
    MessageWatch watch{
        {.views = world.store(), .board = board, .set = world.set(), .judge = judge}};
    const auto usual = watch.step();
    const auto seen = [&]
    {
        uint64_t out = 0;
        for (const auto& pair : watch.counts().pairs)
            out += pair.seen;
        return out;
    };
    EXPECT_EQ(watch.counts().pairs.size(), 12U);
    EXPECT_EQ(seen(), 0U);
    std::vector<ExecutingLog> many;
    while (many.size() <= LedgerLimits{}.verdicts_a_step)
        many.push_back(
            executing(static_cast<uint32_t>(2 + many.size()), world.message_of(kAlpha, 2, 0)));
    const auto count = many.size();
    world.append(kBeta, std::move(many));
    EXPECT_LT(watch.step(), usual);
    EXPECT_EQ(seen(), count);
    EXPECT_EQ(watch.step(), usual);
}
}  // namespace interlock::server
