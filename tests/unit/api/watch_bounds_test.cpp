// What streams refuse, whom they cut, and how they end.
#include "tests/unit/api/served_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

/// The clock of this machine, as far ahead as the test wants.
class ShiftedClock
{
public:
    void advance(std::chrono::seconds time) { ahead_s_ += time.count(); }
    [[nodiscard]] std::function<StreamTime()> now() const
    {
        return [this]
        { return std::chrono::steady_clock::now() + std::chrono::seconds{ahead_s_.load()}; };
    }

private:
    std::atomic<int64_t> ahead_s_ = 0;
};

class WatchBoundsTest : public ::testing::Test
{
protected:
    uint64_t last_head_change() { return world.view()->head_journal()->last; }
    grpc::Status end_of(std::optional<uint64_t> after, const std::vector<ChainId>& chains = {})
    {
        WatchingHeads watching{heads(served.supervisor(), after, chains)};
        return watching.end();
    }
    /// Whether another subscriber is taken now.
    bool has_room()
    {
        WatchingHeads watching{heads(served.supervisor())};
        return watching.next().has_value();
    }

    /// The only subscriber that there is room for does not read.
    void wait_until_cut()
    {
        while (!has_room())
        {
            clock.advance(std::chrono::seconds{31});
            served.commits.notify();
        }
    }

    ShiftedClock clock;  // Before the service, whose threads may ask it to their end.
    ServedWorld served;
    SafetyWorld& world = served.world;
};
}  // namespace

TEST_F(WatchBoundsTest, senseless_subscriptions_are_refused_by_their_field)
{
    served.start();
    const auto unknown = end_of(std::nullopt, {kAlpha, ChainId::from_u64(7)});
    EXPECT_EQ(unknown.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(unknown.error_message(), "chain_ids[1]: chain 7 is not in the dependency set");

    pb::WatchVerdictsRequest request;
    request.add_chain_ids("\x03\x85");
    WatchingVerdicts watching{[&](grpc::ClientContext* call)
        { return served.supervisor().WatchVerdicts(call, request); }};
    const auto status = watching.end();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(status.error_message(), "chain_ids[0] is 2 bytes, expected 32");
}

TEST_F(WatchBoundsTest, a_number_that_the_journal_does_not_reach_is_out_of_range)
{
    served.start();
    const auto is_refused = [&](uint64_t after)
    {
        const auto status = end_of(after);
        EXPECT_NE(status.error_message().find("begin anew without after"), std::string::npos)
            << status.error_message();
        return status.error_code() == grpc::StatusCode::OUT_OF_RANGE;
    };
    EXPECT_TRUE(is_refused(last_head_change() + 1)) << "of an index that was built anew";
    EXPECT_TRUE(is_refused(0));
    const auto old = last_head_change();
    world.fill_head_journal(storage::kJournalLimit);
    EXPECT_TRUE(is_refused(old - 1));
    WatchingHeads watching{heads(served.supervisor(), old)};
    EXPECT_EQ(watching.next()->sequence(), old + 1) << "the oldest one that is kept";
}

TEST_F(WatchBoundsTest, one_that_falls_out_of_the_journal_is_told_to_begin_anew)
{
    served.start();
    WatchingHeads watching{heads(served.supervisor())};
    watching.wait_until_begun();
    world.fill_head_journal(storage::kJournalLimit + 1);
    const auto status = watching.end();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_NE(status.error_message().find("begin anew"), std::string::npos);
    EXPECT_EQ(watching.call().cause(), "CANNOT_TELL_CAUSE_OVERLOAD");
}

TEST_F(WatchBoundsTest, one_that_does_not_read_is_cut_and_can_go_on_where_it_was)
{
    served.start({.work = {}, .watch = {.subscribers = 1, .now = clock.now()}});
    const auto before = last_head_change();
    world.fill_head_journal(50'000);  // More than the connection holds on the way.
    auto stub = served.connect();
    WatchingHeads slow{heads(*stub, before)};
    slow.wait_until_begun();
    wait_until_cut();
    const auto seen = slow.drain();
    ASSERT_FALSE(seen.empty());
    ASSERT_LT(seen.size(), 50'000U);
    const auto status = slow.end();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_NE(
        status.error_message().find("go on after the last sequence number"), std::string::npos)
        << status.error_message();
    EXPECT_EQ(slow.call().cause(), "CANNOT_TELL_CAUSE_OVERLOAD");
    EXPECT_EQ(seen.back().sequence(), before + seen.size());

    std::optional<pb::HeadChange> next;
    while (!next)  // As soon as the subscriber before has gone.
    {
        WatchingHeads again{heads(*stub, seen.back().sequence())};
        next = again.next();
    }
    EXPECT_EQ(next->sequence(), seen.back().sequence() + 1);
}

TEST_F(WatchBoundsTest, one_that_never_takes_its_end_is_dropped_for_others)
{
    served.start({.work = {}, .watch = {.subscribers = 1, .ended = 0, .now = clock.now()}});
    const auto before = last_head_change();
    world.fill_head_journal(50'000);
    auto stub = served.connect();
    WatchingHeads slow{heads(*stub, before)};
    slow.wait_until_begun();
    wait_until_cut();
    EXPECT_FALSE(slow.end().ok());
}

TEST_F(WatchBoundsTest, there_is_room_for_as_many_as_promised)
{
    served.start();
    constexpr size_t kSubscribers = 256;
    constexpr size_t kPerConnection = 64;
    std::vector<std::unique_ptr<pb::Supervisor::Stub>> stubs;
    std::vector<std::unique_ptr<WatchingHeads>> all;
    for (size_t i = 0; i < kSubscribers; ++i)
    {
        if (i % kPerConnection == 0)
            stubs.push_back(served.connect());
        all.push_back(std::make_unique<WatchingHeads>(
            heads(*stubs.back(), std::nullopt, std::vector{kAlpha})));
        all.back()->wait_until_begun();
    }
    WatchingHeads one_more{heads(served.supervisor())};
    const auto status = one_more.end();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(status.error_message(), "all 256 subscriptions are in use");
    EXPECT_EQ(one_more.call().cause(), "CANNOT_TELL_CAUSE_OVERLOAD");

    world.extend(kAlpha, 1);
    for (const auto& watching : all)
    {
        const auto told = watching->take(7);  // Five heads, then what has changed.
        ASSERT_EQ(told.size(), 7U);
        EXPECT_EQ(told.back().sequence(), last_head_change());
    }
    // Those that go make room.
    all.pop_back();
    while (!has_room())
    {
    }
    served.stop();
    for (const auto& watching : all)
        EXPECT_EQ(watching->end().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(WatchBoundsTest, stopping_waits_for_nobody_who_does_not_read)
{
    served.start();
    world.fill_head_journal(50'000);
    WatchingHeads slow{heads(served.supervisor(), last_head_change() - 50'000)};
    slow.wait_until_begun();
    WatchingVerdicts quiet{verdicts(served.supervisor())};
    quiet.wait_until_begun();
    served.stop();
    EXPECT_EQ(quiet.end().error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_FALSE(slow.end().ok());
}

TEST_F(WatchBoundsTest, streams_may_come_and_go_while_everything_moves)
{
    served.start();
    constexpr size_t kClients = 4;
    std::atomic<bool> is_over = false;
    std::vector<std::thread> clients;
    for (size_t i = 0; i < kClients; ++i)
    {
        clients.emplace_back(
            [&, stub = std::shared_ptr{served.connect()}]
            {
                for (size_t round = 0; !is_over; ++round)
                {
                    WatchingHeads watching{heads(*stub)};
                    static_cast<void>(watching.take(round % 20));
                }
            });
    }
    for (uint64_t number = 1; number <= 100; ++number)
    {
        world.extend(kAlpha, number);
        world.extend(kBeta, number);
    }
    is_over = true;
    served.stop();
    for (auto& client : clients)
        client.join();
}
}  // namespace interlock::server
