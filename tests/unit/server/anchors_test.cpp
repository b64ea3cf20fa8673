#include "server/ingest/anchors.hpp"

#include <gtest/gtest.h>

#include "tests/support/scripted_source.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
constexpr auto kAlpha = ChainId::from_u64(901);
constexpr auto kBeta = ChainId::from_u64(902);
}  // namespace

TEST(anchors, wait_for_all_chains_and_agree_on_the_earliest)
{
    Anchors anchors{2, std::chrono::seconds{30}};
    const Anchors::Clock::time_point start{};
    EXPECT_EQ(anchors.agree(kAlpha, 500, start), std::nullopt);
    EXPECT_EQ(anchors.agree(kAlpha, 500, start), std::nullopt);
    EXPECT_EQ(anchors.agree(kBeta, 400, start), 400U);
    EXPECT_EQ(anchors.agree(kAlpha, 500, start), 400U);
}

TEST(anchors, chains_that_have_an_index_count_with_what_is_final_there)
{
    Anchors anchors{1, std::chrono::seconds{30}, 300};
    EXPECT_EQ(anchors.agree(kAlpha, 500, {}), 300U);
    EXPECT_EQ(anchors.agree(kAlpha, 200, {}), 200U);
}

TEST(anchors, a_dead_chain_is_waited_for_only_so_long)
{
    Anchors anchors{2, std::chrono::seconds{30}};
    const Anchors::Clock::time_point start{};
    EXPECT_EQ(anchors.agree(kAlpha, 500, start + std::chrono::seconds{5}), std::nullopt);
    EXPECT_EQ(anchors.agree(kAlpha, 500, start + std::chrono::seconds{34}), std::nullopt);
    EXPECT_EQ(anchors.agree(kAlpha, 500, start + std::chrono::seconds{35}), 500U);
}

TEST(start, first_block_that_a_later_one_may_name)
{
    // Blocks 0 … 100 at 0, 2, … 200 seconds after genesis; the anchor is block 80.
    auto chain = std::make_shared<FakeChain>();
    chain->extend(100);
    ScriptedSource source{chain};
    const auto genesis_s = chain->genesis().header.timestamp_s;
    const auto anchor = chain->at(80).seal();

    struct Case
    {
        const char* name;
        StartRule rule;
        uint64_t earliest_anchor_s;
        uint64_t want;
    };
    const Case cases[]{
        {"window back from the anchor", {.activation_s = 0, .expiry_window_s = 40},
            anchor.timestamp_s, 60},
        {"between two blocks: the later one", {.activation_s = 0, .expiry_window_s = 39},
            anchor.timestamp_s, 61},
        {"another chain's anchor is earlier", {.activation_s = 0, .expiry_window_s = 40},
            anchor.timestamp_s - 20, 50},
        {"never above its own anchor", {.activation_s = 0, .expiry_window_s = 1},
            anchor.timestamp_s + 100, 80},
        {"the chain is younger than the window", {.activation_s = 0, .expiry_window_s = 604'800},
            anchor.timestamp_s, 0},
        {"not before activation", {.activation_s = genesis_s + 140, .expiry_window_s = 604'800},
            anchor.timestamp_s, 70},
        {"activation after the anchor", {.activation_s = genesis_s + 161, .expiry_window_s = 40},
            anchor.timestamp_s, 80},
        {"never active", {.activation_s = std::nullopt, .expiry_window_s = 40}, anchor.timestamp_s,
            80},
        {"a window longer than time itself", {.activation_s = 0, .expiry_window_s = UINT64_MAX},
            anchor.timestamp_s, 0},
        {"the operator's choice", {.activation_s = 0, .expiry_window_s = 40, .start_block = 7},
            anchor.timestamp_s, 7},
        {"not before genesis",
            {.activation_s = 0, .expiry_window_s = 604'800, .genesis_number = 10},
            anchor.timestamp_s, 10},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        const auto start = find_start(source, c.rule, anchor, c.earliest_anchor_s);
        ASSERT_TRUE(start);
        EXPECT_EQ(start->number, c.want);
    }
}

TEST(start, remembers_since_when_it_is_whole)
{
    auto chain = std::make_shared<FakeChain>();
    chain->extend(100);
    ScriptedSource source{chain};
    const auto anchor = chain->at(80).seal();
    const auto covered = [&](const StartRule& rule)
    { return find_start(source, rule, anchor, anchor.timestamp_s)->covered_since_s; };
    EXPECT_EQ(covered({.activation_s = 0, .expiry_window_s = 39}), anchor.timestamp_s - 39);
    EXPECT_EQ(covered({.activation_s = std::nullopt}), anchor.timestamp_s);
    EXPECT_EQ(covered({.activation_s = 0, .start_block = 7}), std::nullopt);
}

TEST(start, a_failing_node_is_an_error)
{
    auto chain = std::make_shared<FakeChain>();
    chain->extend(10);
    ScriptedSource source{chain};
    source.fail_next({chain::ErrorKind::timed_out, "slow"});
    const auto start = find_start(source, {.activation_s = 0, .expiry_window_s = 5},
        chain->head().seal(), chain->head().header.timestamp_s);
    ASSERT_FALSE(start);
    EXPECT_EQ(start.error().kind, chain::ErrorKind::timed_out);
}
}  // namespace interlock::server
