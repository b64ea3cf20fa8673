#include "server/ingest/failsafe_feed.hpp"

#include <gtest/gtest.h>

#include "tests/support/must.hpp"
#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

constexpr uint64_t kNowS = 77;

FailsafePolicies all_until_healed()
{
    FailsafePolicies out;
    out.fill(FailsafePolicy::until_healed);
    return out;
}

class FailsafeFeedTest : public ::testing::Test
{
protected:
    FailsafeFeedTest()
    {
        world.on_commit = [this] { feed.tell(world.news()); };
        world.begin_all();
    }

    /// Alpha's block 6 executes a message of beta with another payload.
    void make_invalid()
    {
        world.extend(kBeta, 5);
        world.extend(kAlpha, 5);
        world.append(kAlpha, {executing(2, with_wrong_payload(world.message_of(kBeta, 3, 1)))});
        world.tell_local_safe(kBeta, 5);
    }

    SafetyWorld world;
    StatusBoard board{world.set()};
    Failsafes failsafes{all_until_healed()};
    FailsafeFeed feed{world.set(), failsafes, board, [] { return kNowS; }};
};
}  // namespace

TEST_F(FailsafeFeedTest, an_invalid_block_counts_once_it_is_local_safe_and_until_it_is_replaced)
{
    make_invalid();
    EXPECT_TRUE(failsafes.active().empty());  // Only unsafe so far: nothing unusual.
    world.tell_local_safe(kAlpha, 6);
    ASSERT_EQ(failsafes.active().size(), 1U);
    const auto failsafe = failsafes.active()[0];
    EXPECT_EQ(failsafe.cause, FailsafeCause::invalid_safe_block);
    EXPECT_EQ(failsafe.scope, FailsafeScope::between(kAlpha, kBeta));
    EXPECT_EQ(failsafe.since_s, kNowS);
    EXPECT_NE(failsafe.reason.find("chain 901: block 6"), std::string::npos) << failsafe.reason;
    EXPECT_NE(failsafe.reason.find("payload_mismatch"), std::string::npos) << failsafe.reason;
    world.replace_newest(kAlpha);
    EXPECT_TRUE(failsafes.active().empty());
}

TEST_F(FailsafeFeedTest, what_the_index_shows_is_known_again_after_a_restart)
{
    make_invalid();
    world.tell_finalized(kAlpha, 6);
    ASSERT_EQ(failsafes.active().size(), 2U);
    Failsafes fresh{all_until_healed()};
    FailsafeFeed restarted{world.set(), fresh, board, [] { return kNowS; }};
    must(restarted.begin(*world.view()));
    EXPECT_EQ(fresh.active(), failsafes.active());
}

TEST_F(FailsafeFeedTest, a_malformed_message_puts_the_whole_chain_in_doubt)
{
    world.append(kAlpha, {malformed(0)});
    world.tell_local_safe(kAlpha, 1);
    ASSERT_EQ(failsafes.active().size(), 1U);
    EXPECT_EQ(failsafes.active()[0].scope, FailsafeScope::of(kAlpha));
}

TEST_F(FailsafeFeedTest, so_does_a_message_of_a_chain_that_is_none_of_the_set)
{
    auto message = world.message_of(kBeta, 0, 0);
    message.id.at.chain_id = ChainId::from_u64(7);
    world.append(kAlpha, {executing(0, message)});
    world.tell_local_safe(kAlpha, 1);
    ASSERT_EQ(failsafes.active().size(), 1U);
    EXPECT_EQ(failsafes.active()[0].scope, FailsafeScope::of(kAlpha));
}

TEST_F(FailsafeFeedTest, a_divergence_lasts_until_the_node_agrees)
{
    make_invalid();
    world.tell_finalized(kAlpha, 6);
    const auto active = failsafes.active();
    ASSERT_EQ(active.size(), 2U);  // The block is local-safe, too.
    EXPECT_EQ(active[0].cause, FailsafeCause::divergence);
    EXPECT_EQ(active[0].scope, FailsafeScope::between(kAlpha, kBeta));
    world.replace_newest(kAlpha);
    EXPECT_TRUE(failsafes.active().empty());
}

TEST_F(FailsafeFeedTest, nodes_that_disagree_put_their_chain_in_doubt)
{
    const auto say = [&](const char* what)
    {
        board.update(kBeta, [&](ChainStatus& status) { status.disagreement = what; });
        feed.look_at_nodes();
    };
    say("nodes disagree about block 7");
    ASSERT_EQ(failsafes.active().size(), 1U);
    EXPECT_EQ(failsafes.active()[0].cause, FailsafeCause::disagreement);
    EXPECT_EQ(failsafes.active()[0].scope, FailsafeScope::of(kBeta));
    EXPECT_EQ(failsafes.active()[0].reason, "nodes disagree about block 7");
    say("");
    EXPECT_TRUE(failsafes.active().empty());
}
}  // namespace interlock::server
