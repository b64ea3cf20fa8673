// Several nodes that must agree.
#include "tests/unit/server/fetcher_fixture.hpp"

namespace interlock::server
{
using namespace test;

namespace
{
/// Three nodes of which two must agree. Each has a chain of its own, the same at first.
class QuorumTest : public FetcherTest
{
protected:
    QuorumTest()
    {
        ChainNodes three;
        for (const auto* name : {"a", "b", "c"})
        {
            chains.push_back(std::make_shared<FakeChain>(*chain));
            auto source = std::make_unique<ScriptedSource>(chains.back(), name);
            nodes.push_back(source.get());
            three.execution.push_back(std::move(source));
        }
        three.labels = std::make_unique<ScriptedLabels>(chain);
        fetcher.emplace(ChainConfig{kChain, 2, 0},
            FetcherOptions{.batch_blocks = 8,
                .poll_interval = kPoll,
                .quorum = 2,
                .start = {.activation_s = 0, .expiry_window_s = 604'800}},
            std::move(three), FetcherServices{index.store(), sink, anchors, board});
        settle();
        EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
    }
    void extend_each(uint64_t a, uint64_t b, uint64_t c)
    {
        size_t place = 0;
        for (const auto log : {a, b, c})
            chains[place++]->append({{some_log(log)}});
    }
    NodeStatus node(size_t place) { return fetcher->nodes().statuses()[place]; }

    std::vector<std::shared_ptr<FakeChain>> chains;
};
}  // namespace

TEST_F(QuorumTest, a_node_with_another_block_than_the_others_is_set_aside)
{
    extend_each(1, 2, 2);
    for (int i = 0; i < 3; ++i)
        round();
    EXPECT_TRUE(index.equals(*chains[1], 0));
    EXPECT_EQ(node(0).state, NodeState::set_aside);
    EXPECT_NE(node(0).reason.find("where b and c have"), std::string::npos) << node(0).reason;
    EXPECT_EQ(status().endpoint, "b");
    EXPECT_NE(status().disagreement.find("nodes disagree about block 31"), std::string::npos);
    // The others go on without it.
    chains[1]->append({{some_log(3)}});
    chains[2]->append({{some_log(3)}});
    round();
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 32U);
    EXPECT_NE(status().disagreement, "");
    // Until it agrees with them.
    *chains[0] = *chains[1];
    fetcher->nodes().seems_well(0, {}, 32);
    extend_each(4, 4, 4);
    round();
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 33U);
    EXPECT_EQ(status().endpoint, "a");
    EXPECT_EQ(status().disagreement, "");
}

TEST_F(QuorumTest, a_node_that_differs_is_set_aside_also_when_it_is_not_in_use)
{
    extend_each(2, 1, 2);
    round();
    EXPECT_TRUE(index.equals(*chains[0], 0));
    EXPECT_EQ(node(1).state, NodeState::set_aside);
    EXPECT_EQ(status().endpoint, "a");
}

TEST_F(QuorumTest, nothing_is_indexed_while_too_few_agree)
{
    extend_each(1, 2, 3);
    for (int i = 0; i < 30; ++i)
        round();
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
    EXPECT_NE(status().trouble.find("block 31 waits until 2 nodes agree"), std::string::npos)
        << status().trouble;
    for (const auto* name : {"from a", "from b", "from c"})
        EXPECT_NE(status().disagreement.find(name), std::string::npos) << status().disagreement;
    *chains[2] = *chains[0];
    settle();
    EXPECT_TRUE(index.equals(*chains[0], 0));
}

TEST_F(QuorumTest, a_block_that_only_one_node_has_waits_for_a_second)
{
    chains[0]->append({{some_log(1)}});
    round();
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
    EXPECT_EQ(status().trouble, "");
    EXPECT_EQ(status().disagreement, "");
    chains[2]->append({{some_log(1)}});
    round();
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 31U);
}

TEST_F(QuorumTest, a_reorg_of_one_node_alone_is_not_followed)
{
    chains[0]->rewind(20);
    for (uint64_t i = 0; i < 15; ++i)
        chains[0]->append({{some_log(9'000 + i)}});
    const auto reorgs = status().reorgs;
    for (int i = 0; i < 3; ++i)
        round();
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
    EXPECT_EQ(status().reorgs, reorgs);
    *chains[2] = *chains[0];
    for (int i = 0; i < 10; ++i)
        round();
    EXPECT_TRUE(index.equals(*chains[0], 0));
}
}  // namespace interlock::server
