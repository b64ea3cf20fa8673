// Announcements of new blocks: they wake, they prove themselves, and nothing rests on them.
#include <gmock/gmock.h>

#include "tests/integration/running_service.hpp"
#include "tests/support/fake_websocket.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
namespace pb = interlock::v1;
using ::testing::HasSubstr;
using ::testing::Not;
using Habit = FakeWebSocket::Habit;

class SubscriptionTest : public ::testing::Test
{
protected:
    void start()
    {
        service.start({"--chains.901.subscribe=ws://user:secretpw@127.0.0.1:" +
                       std::to_string(socket.port()) + "/secretkey"});
    }
    client::HeadSubscription told() { return *service.status_of(kAlpha).subscription; }
    bool is(pb::SubscriptionState state) { return told().state == state; }
    bool follows_a_new_block()
    {
        RunningService::extend(service.alpha, 1);
        socket.announce();
        return eventually([&] { return service.follows(service.alpha); });
    }

    FakeWebSocket socket;
    RunningService service;
};
}  // namespace

TEST_F(SubscriptionTest, proves_itself_is_lost_and_proves_itself_again)
{
    start();
    for (size_t life = 1; life <= 2; ++life)
    {
        socket.wait_for_subscriptions(life);
        EXPECT_TRUE(
            eventually([&] { return follows_a_new_block() && is(pb::SUBSCRIPTION_STATE_PROVEN); }));
        EXPECT_EQ(told().trouble, "");
        EXPECT_GT(told().announcements, 0U);
        socket.drop();
        EXPECT_TRUE(eventually([&] { return told().failures == life; }));
        EXPECT_FALSE(is(pb::SUBSCRIPTION_STATE_PROVEN));
    }
    EXPECT_FALSE(service.status_of(kBeta).subscription.has_value());
}

TEST_F(SubscriptionTest, whatever_it_does_the_chain_is_followed)
{
    socket.set_habit(Habit::refuse_connections);
    start();
    for (const auto habit : {Habit::refuse_connections, Habit::hang_up, Habit::never_shake_hands,
             Habit::decline, Habit::never_reply, Habit::refuse_subscription, Habit::break_off})
    {
        socket.set_habit(habit);
        socket.send("garbage");
        socket.drop();
        const auto failures = told().failures;
        EXPECT_TRUE(follows_a_new_block());
        EXPECT_TRUE(eventually([&] { return told().failures > failures; }));
        EXPECT_THAT(told().trouble, HasSubstr("ws://127.0.0.1:"));
        EXPECT_THAT(told().trouble, Not(HasSubstr("secret")));
    }
    socket.set_habit(Habit::serve);
    EXPECT_TRUE(eventually([&] { return is(pb::SUBSCRIPTION_STATE_LISTENING); }));
    socket.drop();
}
}  // namespace interlock
