#include "server/ingest/node_set.hpp"

#include <gtest/gtest.h>

namespace interlock::server
{
namespace
{
using namespace std::chrono_literals;

class NodeSetTest : public ::testing::Test
{
protected:
    NodeSet nodes{{"a", "b", "c"}, {.first = 1'000ms, .longest = 8'000ms}, 1};
    NodeSet::Time now{1'000s};
};
}  // namespace

TEST_F(NodeSetTest, the_first_fit_node_is_used_and_returned_to)
{
    EXPECT_EQ(nodes.choose().place, 0U);
    EXPECT_TRUE(nodes.fails(0, now, "dead"));
    EXPECT_EQ(nodes.choose().place, 1U);
    EXPECT_TRUE(nodes.disagrees(1, now, "another branch"));
    EXPECT_EQ(nodes.choose().place, 2U);
    EXPECT_TRUE(nodes.seems_well(0, now, 7));
    EXPECT_EQ(nodes.choose().place, 0U);
    const auto all = nodes.statuses();
    EXPECT_TRUE(all[0].in_use);
    EXPECT_EQ(all[0].head, 7U);
    EXPECT_EQ(all[0].reason, "");
    EXPECT_EQ(all[0].failures, 1U);
    EXPECT_EQ(all[1].state, NodeState::set_aside);
    EXPECT_EQ(all[1].reason, "another branch");
    EXPECT_EQ(all[1].disagreements, 1U);
    EXPECT_FALSE(all[2].in_use);
}

TEST_F(NodeSetTest, when_none_is_fit_the_one_is_used_that_may_be_tried_again_first)
{
    nodes.fails(0, now, "busy", 20s);
    nodes.fails(1, now, "dead");
    nodes.fails(2, now, "slow down", 5s);
    const auto next = nodes.choose();
    EXPECT_EQ(next.place, 1U);
    EXPECT_GT(next.not_before, now);
    EXPECT_LE(next.not_before, now + 1s);
    nodes.fails(1, next.not_before + 1h, "dead");
    EXPECT_EQ(nodes.choose().place, 2U);
    EXPECT_EQ(nodes.choose().not_before, now + 5s);
}

TEST_F(NodeSetTest, waits_grow_until_the_node_has_done_its_work)
{
    const auto wait = [&]
    {
        nodes.fails(0, now, "dead");
        nodes.fails(1, now, "dead", 1h);
        nodes.fails(2, now, "dead", 1h);
        return nodes.choose().not_before - now;
    };
    EXPECT_LE(wait(), 1s);
    EXPECT_GT(wait(), 1s);
    nodes.seems_well(0, now, 1);  // Which does not mean that it gives blocks.
    EXPECT_GT(wait(), 2s);
    EXPECT_GT(wait(), 4s);
    EXPECT_LE(wait(), 8s);
    nodes.works(0, now, 1);
    EXPECT_LE(wait(), 1s);
}

TEST_F(NodeSetTest, only_nodes_that_are_not_in_use_are_looked_at_when_their_time_has_come)
{
    nodes.choose();
    EXPECT_EQ(nodes.due(now), (std::vector<size_t>{1, 2}));
    nodes.seems_well(1, now, 1);
    nodes.fails(2, now, "dead");
    EXPECT_TRUE(nodes.due(now).empty());
    EXPECT_EQ(nodes.due(now + 1s), (std::vector<size_t>{2}));
    EXPECT_EQ(nodes.due(now + 1min), (std::vector<size_t>{1, 2}));
}

TEST_F(NodeSetTest, one_that_is_set_aside_stays_so_until_it_is_well)
{
    nodes.disagrees(1, now, "another branch");
    EXPECT_FALSE(nodes.disagrees(1, now, "another branch"));
    EXPECT_TRUE(nodes.fails(1, now, "dead"));
    EXPECT_EQ(nodes.statuses()[1].state, NodeState::set_aside);
    EXPECT_EQ(nodes.statuses()[1].disagreements, 1U);
    EXPECT_FALSE(nodes.is_fit(1));
    EXPECT_TRUE(nodes.seems_well(1, now, 3));
    EXPECT_FALSE(nodes.seems_well(1, now, 3));
    EXPECT_TRUE(nodes.is_fit(1));
}
}  // namespace interlock::server
