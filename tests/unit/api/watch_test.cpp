// What streams tell: things as they are, then every change, also across interruptions.
#include "tests/unit/api/served_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using LevelAndNumber = std::tuple<std::string, pb::SafetyLevel, uint64_t>;

class WatchTest : public ::testing::Test
{
protected:
    WatchTest() { served.start(); }

    uint64_t last_head_change() { return world.view()->head_journal()->last; }
    /// What the journal has after the number, as a stream tells it.
    std::vector<LevelAndNumber> journal_after(uint64_t after)
    {
        std::vector<LevelAndNumber> out;
        const auto changes = world.view()->head_changes(after, 100'000);
        for (const auto& change : *changes)
        {
            out.emplace_back(wire::to_proto(change.chain_id), wire::to_proto(change.level),
                change.block.id.number);
        }
        return out;
    }

    ServedWorld served;
    SafetyWorld& world = served.world;
};

std::vector<LevelAndNumber> in_short(const std::vector<pb::HeadChange>& changes)
{
    std::vector<LevelAndNumber> out;
    for (const auto& change : changes)
        out.emplace_back(change.chain_id(), change.level(), change.block().id().number());
    return out;
}
}  // namespace

TEST_F(WatchTest, a_stream_of_heads_begins_with_all_of_them)
{
    world.extend(kAlpha, 3);
    world.tell_local_safe(kAlpha, 2);
    WatchingHeads watching{heads(served.supervisor(), std::nullopt, {kAlpha})};
    const auto now = watching.take(5);
    const auto alpha = wire::to_proto(kAlpha);
    EXPECT_EQ(in_short(now),
        (std::vector<LevelAndNumber>{{alpha, pb::SAFETY_LEVEL_UNSAFE, 3},
            {alpha, pb::SAFETY_LEVEL_CROSS_UNSAFE, 3}, {alpha, pb::SAFETY_LEVEL_LOCAL_SAFE, 2},
            {alpha, pb::SAFETY_LEVEL_SAFE, 2}, {alpha, pb::SAFETY_LEVEL_FINALIZED, 0}}));
    // Only one that has all of them may go on from there.
    for (size_t i = 0; i < 4; ++i)
        EXPECT_EQ(now[i].sequence(), 0U);
    EXPECT_EQ(now[4].sequence(), last_head_change());
    EXPECT_EQ(now[4].block().timestamp(), world.block(kAlpha, 0).timestamp_s);

    const auto before = last_head_change();
    world.extend(kAlpha, 4);
    const auto changes = watching.take(2);
    EXPECT_EQ(in_short(changes), journal_after(before));
    EXPECT_GT(changes[0].sequence(), before);
    EXPECT_EQ(changes[1].sequence(), last_head_change());
    EXPECT_EQ(changes[1].at(), world.now_s());
}

TEST_F(WatchTest, the_sequence_of_get_heads_is_where_a_stream_may_begin)
{
    pb::GetHeadsReply reply;
    ASSERT_TRUE(served.supervisor().GetHeads(Call{}, {}, &reply).ok());
    EXPECT_EQ(reply.sequence(), last_head_change());
    WatchingHeads watching{heads(served.supervisor(), reply.sequence())};
    world.extend(kBeta, 1);
    EXPECT_EQ(in_short(watching.take(2)), journal_after(reply.sequence()));
}

TEST_F(WatchTest, nothing_is_missed_across_a_restart)
{
    std::vector<pb::HeadChange> all;
    uint64_t after = last_head_change();
    const auto beginning = after;
    {
        WatchingHeads watching{heads(served.supervisor(), after)};
        for (uint64_t number = 1; number <= 5; ++number)
            world.extend(kAlpha, number);
        all = watching.take(7);  // It is cut off in the middle of them.
        after = all.back().sequence();
        served.stop();
        const auto status = watching.end();
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
        EXPECT_EQ(status.error_message(), "the service is stopping; ask again later");
    }
    world.reopen();
    world.rewind(kAlpha, 3);
    world.extend(kBeta, 6);
    served.start();
    WatchingHeads watching{heads(served.supervisor(), after)};
    world.extend(kAlpha, 9);
    const auto expected = journal_after(beginning);
    const auto rest = watching.take(expected.size() - all.size());
    all.insert(all.end(), rest.begin(), rest.end());
    EXPECT_EQ(in_short(all), expected);
    for (size_t i = 1; i < all.size(); ++i)
        EXPECT_LT(all[i - 1].sequence(), all[i].sequence());
}

TEST_F(WatchTest, much_that_happened_comes_page_by_page)
{
    const auto before = last_head_change();
    world.fill_head_journal(3'000);
    WatchingHeads watching{heads(served.supervisor(), before)};
    const auto changes = watching.take(3'000);
    ASSERT_EQ(changes.size(), 3'000U);
    for (size_t i = 0; i < changes.size(); ++i)
        ASSERT_EQ(changes[i].sequence(), before + 1 + i);
    world.extend(kBeta, 1);
    EXPECT_EQ(watching.next()->chain_id(), wire::to_proto(kBeta));
}

TEST_F(WatchTest, only_the_chains_asked_for_are_told)
{
    const auto before = last_head_change();
    WatchingHeads watching{heads(served.supervisor(), before, {kBeta})};
    world.fill_head_journal(2'000);  // Of alpha: whole pages have nothing for the subscriber.
    world.extend(kGamma, 2);
    world.extend(kBeta, 1);
    const auto changes = watching.take(2);
    for (const auto& change : changes)
        EXPECT_EQ(change.chain_id(), wire::to_proto(kBeta));
    EXPECT_EQ(changes.back().sequence(), last_head_change());
}

TEST_F(WatchTest, verdicts_are_told_with_what_became_of_them)
{
    world.extend(kBeta, 5);
    world.extend(kAlpha, 5);
    WatchingVerdicts watching{verdicts(served.supervisor())};
    watching.wait_until_begun();  // Nothing is invalid yet: the first thing told is a change.
    const auto wrong = executing(2, with_wrong_payload(world.message_of(kBeta, 3, 1)));
    const auto invalid = world.append(kAlpha, {wrong});
    const auto found = watching.next();
    ASSERT_TRUE(found && found->has_invalid());
    EXPECT_EQ(found->chain_id(), wire::to_proto(kAlpha));
    EXPECT_EQ(found->level(), pb::SAFETY_LEVEL_CROSS_UNSAFE);
    EXPECT_EQ(found->block().id().hash(), wire::to_proto(invalid.id.hash));
    EXPECT_EQ(found->invalid().reason(), pb::INVALID_REASON_PAYLOAD_MISMATCH);
    EXPECT_FALSE(found->invalid().expected().empty());
    EXPECT_FALSE(found->invalid().found().empty());
    EXPECT_EQ(found->invalid().message().log_index(), 2U);
    EXPECT_EQ(found->invalid().since(), world.now_s());

    const auto good = world.replace_newest(kAlpha);
    const auto replaced = watching.next();
    ASSERT_TRUE(replaced && replaced->has_replaced_by());
    EXPECT_EQ(replaced->block().id().hash(), wire::to_proto(invalid.id.hash));
    EXPECT_EQ(replaced->replaced_by().hash(), wire::to_proto(good.id.hash));
    EXPECT_GT(replaced->sequence(), found->sequence());

    world.append(kAlpha, {malformed(2)});
    EXPECT_TRUE(watching.next()->has_invalid());
    world.rewind(kAlpha, 6);
    EXPECT_TRUE(watching.next()->has_withdrawn());
}

TEST_F(WatchTest, a_stream_of_verdicts_begins_with_what_is_invalid)
{
    const auto first = world.append(kAlpha, {malformed(2)});
    const auto since_s = world.now_s();
    world.append(kBeta, {malformed(2)});
    WatchingVerdicts watching{verdicts(served.supervisor())};
    const auto now = watching.take(2);
    ASSERT_EQ(now.size(), 2U);
    EXPECT_EQ(now[0].block().id().hash(), wire::to_proto(first.id.hash));
    EXPECT_TRUE(now[0].has_invalid());
    EXPECT_EQ(now[0].at(), since_s);
    EXPECT_EQ(now[0].sequence(), 0U);
    EXPECT_EQ(now[1].sequence(), world.view()->verdict_journal()->last);
    // By the other view as well, once it has come to the block.
    world.tell_local_safe(kAlpha, 1);
    EXPECT_EQ(watching.next()->level(), pb::SAFETY_LEVEL_SAFE);
    WatchingVerdicts of_alpha{verdicts(served.supervisor(), std::nullopt, {kAlpha})};
    const auto both = of_alpha.take(2);
    EXPECT_EQ(both[0].level(), pb::SAFETY_LEVEL_CROSS_UNSAFE);
    EXPECT_EQ(both[1].level(), pb::SAFETY_LEVEL_SAFE);
}

TEST_F(WatchTest, a_stream_may_begin_before_anything_is_indexed)
{
    // The journal of verdicts is empty: its first change has a number far from zero.
    ASSERT_EQ(world.view()->verdict_journal()->last, 0U);
    WatchingVerdicts watching{verdicts(served.supervisor())};
    watching.wait_until_begun();
    world.append(kAlpha, {malformed(2)});
    const auto found = watching.next();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->sequence(), world.view()->verdict_journal()->last);
}
}  // namespace interlock::server
