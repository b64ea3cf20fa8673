#include "server/ingest/head_watch.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace interlock::server
{
namespace
{
using namespace std::chrono_literals;
constexpr auto kChain = ChainId::from_u64(901);

/// Does what it is told, in order; then all goes well.
class ScriptedHeads : public chain::HeadSource
{
public:
    explicit ScriptedHeads(std::string name) : name_{std::move(name)} {}
    const std::string& name() const override { return name_; }
    chain::Result<void> open() override { return take(opens); }
    chain::Result<void> next() override { return take(nexts); }

    std::deque<chain::Result<void>> opens;
    std::deque<chain::Result<void>> nexts;

private:
    static chain::Result<void> take(std::deque<chain::Result<void>>& script)
    {
        if (script.empty())
            return {};
        auto out = script.front();
        script.pop_front();
        return out;
    }
    std::string name_;
};

chain::Result<void> failure(const std::string& what,
    chain::ErrorKind kind = chain::ErrorKind::unreachable, std::optional<uint64_t> rest_s = {})
{
    return tl::unexpected{chain::Error{kind, what, rest_s}};
}

class HeadWatchTest : public ::testing::Test
{
protected:
    HeadWatchTest()
    {
        std::vector<std::unique_ptr<chain::HeadSource>> sources;
        for (const auto* name : {"ws://first", "ws://second"})
        {
            auto source = std::make_unique<ScriptedHeads>(name);
            heads.push_back(source.get());
            sources.push_back(std::move(source));
        }
        watch.emplace(
            kChain, std::move(sources), HeadWatch::Services{wake_up, [this] { ++wakes; }, board});
    }

    std::chrono::milliseconds round() { return watch->step(); }
    SubscriptionStatus status() { return *board.status(kChain).subscription; }

    StatusBoard board{*DependencySet::create({{kChain, 2, 0}}, 0)};
    WakeUp wake_up;
    size_t wakes = 0;
    std::vector<ScriptedHeads*> heads;
    std::optional<HeadWatch> watch;
};
}  // namespace

TEST_F(HeadWatchTest, an_announcement_wakes_the_fetcher)
{
    EXPECT_FALSE(status().listening);
    EXPECT_EQ(round(), 0ms);
    EXPECT_TRUE(status().listening);
    EXPECT_TRUE(wake_up.is_listening());
    EXPECT_FALSE(wake_up.take());
    EXPECT_GT(round(), 0ms) << "who floods is not read without a pause";
    EXPECT_TRUE(wake_up.take());
    EXPECT_EQ(wakes, 1U);
    EXPECT_EQ(status().announcements, 1U);
    EXPECT_EQ(status().endpoint, "ws://first");
}

TEST_F(HeadWatchTest, the_next_endpoint_is_tried_at_once_and_all_of_them_after_growing_waits)
{
    for (auto* const source : heads)
        source->opens.assign(10, failure("no"));
    auto longest = 0ms;
    for (int i = 0; i < 4; ++i)
    {
        EXPECT_LT(round(), 100ms);
        EXPECT_EQ(status().endpoint, "ws://first");
        const auto wait = round();
        EXPECT_EQ(status().endpoint, "ws://second");
        EXPECT_GT(wait, longest);
        longest = wait;
    }
    EXPECT_EQ(status().failures, 8U);
    EXPECT_EQ(status().trouble, "no");
    EXPECT_EQ(wakes, 0U);
}

TEST_F(HeadWatchTest, one_that_subscribes_and_breaks_off_is_not_tried_without_pause)
{
    for (auto* const source : heads)
        source->nexts.assign(10, failure("broke off"));
    auto longest = 0ms;
    for (int i = 0; i < 5; ++i)
    {
        for (int steps = 0; steps < 3; ++steps)
            static_cast<void>(round());
        const auto wait = round();
        EXPECT_GT(wait, longest);
        longest = wait;
        EXPECT_FALSE(wake_up.is_listening());
    }
}

TEST_F(HeadWatchTest, is_well_again_after_an_announcement)
{
    heads[0]->nexts.push_back(failure("broke off"));
    static_cast<void>(round());
    board.update(kChain, [](ChainStatus& s) { s.subscription->proven = true; });
    static_cast<void>(round());
    EXPECT_EQ(status().trouble, "broke off");
    EXPECT_FALSE(status().proven);
    static_cast<void>(round());
    EXPECT_TRUE(status().listening);
    EXPECT_EQ(status().trouble, "broke off");
    static_cast<void>(round());
    EXPECT_EQ(status().trouble, "");
    EXPECT_EQ(status().endpoint, "ws://second");
}

TEST_F(HeadWatchTest, an_endpoint_that_asks_for_patience_gets_it)
{
    for (auto* const source : heads)
        source->opens.push_back(failure("busy", chain::ErrorKind::rate_limited, 60));
    static_cast<void>(round());
    EXPECT_EQ(round(), 60s);
}

TEST_F(HeadWatchTest, the_end_of_the_service_is_no_failure)
{
    heads[0]->opens.push_back(failure("given up", chain::ErrorKind::cancelled));
    static_cast<void>(round());
    EXPECT_EQ(status().failures, 0U);
    EXPECT_EQ(status().trouble, "");
}
}  // namespace interlock::server
