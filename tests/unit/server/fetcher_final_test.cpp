// What is final, and what the index begins with, against nodes that say otherwise.
#include "tests/unit/server/fetcher_fixture.hpp"

namespace interlock::server
{
using namespace test;

TEST_F(FetcherTest, a_finalized_block_that_is_not_told_yet_is_waited_for)
{
    ChainNodes nodes_of_old_chain;
    nodes_of_old_chain.execution.push_back(std::make_unique<ScriptedSource>(chain));
    auto labels = std::make_unique<ScriptedLabels>(chain);
    auto* told = labels.get();
    nodes_of_old_chain.labels = std::move(labels);
    fetcher.emplace(ChainConfig{kChain, 2, 0},
        FetcherOptions{.poll_interval = kPoll, .start = {.activation_s = 0, .expiry_window_s = 20}},
        std::move(nodes_of_old_chain), FetcherServices{index.store(), sink, anchors, board});
    round();
    EXPECT_NE(status().trouble.find("has not told its finalized block"), std::string::npos)
        << status().trouble;
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), std::nullopt);
    told->set({.finalized = chain->at(25).id()});
    settle();
    EXPECT_TRUE(index.equals(*chain, 15));
}

TEST_F(FetcherTest, a_finalized_block_is_never_taken_back)
{
    make_fetcher();
    settle();
    finalize(20);
    const auto honest = *chain;
    chain->rewind(19);
    extend(15);
    round();
    EXPECT_EQ(status().state, ChainState::halted);
    EXPECT_NE(status().trouble.find("block 20"), std::string::npos) << status().trouble;
    EXPECT_NE(status().trouble.find("data_dir"), std::string::npos) << status().trouble;
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
    EXPECT_FALSE(status().ready);
    EXPECT_TRUE(board.not_ready().at(kChain).serves_final);

    *chain = honest;
    extend(2);
    settle();
    EXPECT_EQ(status().state, ChainState::following);
    EXPECT_EQ(status().trouble, "");
    EXPECT_TRUE(index.equals(*chain, 0));
}

TEST_F(FetcherTest, a_node_below_what_is_final_is_not_believed)
{
    make_fetcher();
    settle();
    finalize(20);
    chain->rewind(10);
    for (int i = 0; i < 5; ++i)
        round();
    EXPECT_EQ(status().state, ChainState::troubled);
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
}

TEST_F(FetcherTest, an_anchor_that_the_nodes_disagree_on_is_not_taken)
{
    ChainNodes disagreeing;
    disagreeing.execution.push_back(std::make_unique<ScriptedSource>(chain, "execution"));
    auto labels = std::make_unique<ScriptedLabels>(chain, "consensus");
    auto* consensus = labels.get();
    labels->set({.finalized = BlockId{3, chain->at(4).hash}});
    disagreeing.labels = std::move(labels);
    fetcher.emplace(ChainConfig{kChain, 2, 0}, FetcherOptions{.poll_interval = kPoll},
        std::move(disagreeing), FetcherServices{index.store(), sink, anchors, board});
    round();
    EXPECT_EQ(status().state, ChainState::troubled);
    EXPECT_NE(status().trouble.find("another branch"), std::string::npos) << status().trouble;
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), std::nullopt);
    consensus->set({.finalized = chain->at(3).id()});
    settle();
    EXPECT_TRUE(index.equals(*chain, 3));
}

TEST_F(FetcherTest, a_node_with_two_faces_does_not_slip_another_block_under_the_anchor)
{
    chain->set_finalized(15);
    auto forged = *chain;
    forged.rewind(14);
    for (uint64_t i = 0; i < 16; ++i)
        forged.append({{some_log(2'000 + i)}});
    make_fetcher(12);
    auto truth = *chain;
    // It tells the anchor truly, then gives the blocks of the other branch.
    nodes[0]->before_call([&] { *chain = nodes[0]->calls() < 3 ? truth : forged; });
    round();
    ASSERT_EQ(nodes[0]->calls(), 3U);
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), std::nullopt);
    EXPECT_NE(status().trouble.find("final when the index began"), std::string::npos)
        << status().trouble;
    nodes[0]->before_call({});
    *chain = truth;
    settle();
    EXPECT_TRUE(index.equals(*chain, 12));
}

TEST_F(FetcherTest, a_node_that_shows_its_other_face_only_as_a_head_brings_no_reorg)
{
    make_fetcher();
    settle();
    auto forged = *chain;
    forged.rewind(28);
    for (uint64_t i = 0; i < 2; ++i)
        forged.append({{some_log(2'000 + i)}});
    auto truth = *chain;
    const auto first_call = nodes[0]->calls() + 1;
    nodes[0]->before_call([&] { *chain = nodes[0]->calls() == first_call ? forged : truth; });
    const auto submitted = sink.submitted;
    round();
    EXPECT_EQ(sink.submitted, submitted);
    EXPECT_EQ(status().reorgs, 0U);
    EXPECT_TRUE(index.equals(truth, 0));
}
}  // namespace interlock::server
