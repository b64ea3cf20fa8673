#include "server/ingest/label_follower.hpp"

#include <gtest/gtest.h>

#include "server/ingest/first_working_labels.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
constexpr auto kChain = ChainId::from_u64(901);
constexpr auto kInterval = std::chrono::milliseconds{100};

class LabelFollowerTest : public ::testing::Test
{
protected:
    LabelFollowerTest() : index{{{kChain, 2, 0}}}, board{set}
    {
        chain->extend(10);
        index.append(*chain, 0, 8);
        auto scripted = std::make_unique<ScriptedLabels>(chain);
        labels = scripted.get();
        follower.emplace(kChain, kInterval, std::move(scripted),
            LabelFollower::Services{index.store(), writer, board});
    }

    std::shared_ptr<FakeChain> chain = std::make_shared<FakeChain>();
    TestIndex index;
    DependencySet set = *DependencySet::create({{kChain, 2, 0}}, 0);
    StatusBoard board;
    WriterThread writer{index.store(), 4};
    ScriptedLabels* labels = nullptr;
    std::optional<LabelFollower> follower;
};
}  // namespace

TEST_F(LabelFollowerTest, takes_labels_as_the_index_reaches_them)
{
    chain->set_safe(9);
    chain->set_finalized(5);
    EXPECT_EQ(follower->step(), kInterval);
    // Not there yet; but what is final is local-safe at least.
    EXPECT_EQ(index.head(kChain, SafetyLevel::local_safe), 5U);
    EXPECT_EQ(index.head(kChain, SafetyLevel::finalized), 5U);
    index.append(*chain, 9, 10);
    EXPECT_EQ(follower->step(), kInterval);
    EXPECT_EQ(index.head(kChain, SafetyLevel::local_safe), 9U);
}

TEST_F(LabelFollowerTest, a_silent_node_is_shown_and_heals)
{
    labels->fail_next({chain::ErrorKind::unreachable, "node:1 does not answer"});
    EXPECT_LE(follower->step(), kInterval);
    EXPECT_EQ(board.status(kChain).label_trouble, "node:1 does not answer");
    chain->set_finalized(1);
    EXPECT_EQ(follower->step(), kInterval);
    EXPECT_EQ(board.status(kChain).label_trouble, "");
    EXPECT_EQ(index.head(kChain, SafetyLevel::finalized), 1U);
}

TEST_F(LabelFollowerTest, labels_of_another_chain_are_said_when_they_last)
{
    labels->set({.local_safe = BlockId{3, chain->at(4).hash}});
    for (int i = 0; i < 9; ++i)
    {
        EXPECT_EQ(follower->step(), kInterval);
        EXPECT_EQ(board.status(kChain).label_trouble, "");
    }
    static_cast<void>(follower->step());
    EXPECT_EQ(board.status(kChain).label_trouble,
        "scripted: its safe or finalized block is not on the indexed chain");
    EXPECT_EQ(index.head(kChain, SafetyLevel::local_safe), std::nullopt);
    labels->set({.local_safe = chain->at(3).id()});
    static_cast<void>(follower->step());
    EXPECT_EQ(board.status(kChain).label_trouble, "");
    EXPECT_EQ(index.head(kChain, SafetyLevel::local_safe), 3U);
}

TEST(first_working_labels, asks_the_next_when_one_fails)
{
    auto chain = std::make_shared<FakeChain>();
    chain->extend(3);
    chain->set_finalized(2);
    auto first = std::make_unique<ScriptedLabels>(chain, "first");
    auto second = std::make_unique<ScriptedLabels>(chain, "second");
    first->fail_next({chain::ErrorKind::timed_out, "slow"});
    auto* second_raw = second.get();
    std::vector<std::unique_ptr<chain::LabelSource>> sources;
    sources.push_back(std::move(first));
    sources.push_back(std::move(second));
    FirstWorkingLabels labels{std::move(sources)};

    EXPECT_EQ(labels.labels()->finalized, chain->at(2).id());
    EXPECT_EQ(labels.name(), "second");
    second_raw->fail_next({chain::ErrorKind::timed_out, "slow"});
    EXPECT_EQ(labels.labels()->finalized, chain->at(2).id());
    EXPECT_EQ(labels.name(), "first");
}
}  // namespace interlock::server
