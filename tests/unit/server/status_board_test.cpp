#include "server/ingest/status_board.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace interlock::server
{
TEST(status_board, all_ready_is_told_when_the_last_chain_is)
{
    const auto alpha = ChainId::from_u64(901);
    const auto beta = ChainId::from_u64(902);
    const auto set = *DependencySet::create({{alpha, 2, 0}, {beta, 2, 0}}, 0);
    StatusBoard board{set};
    std::vector<bool> told;
    board.on_ready([&](bool all) { told.push_back(all); });

    const auto make_ready = [](ChainStatus& s) { s.ready = true; };
    board.update(alpha, make_ready);
    board.update(alpha, [](ChainStatus& s) { ++s.reorgs; });
    EXPECT_FALSE(board.all_ready());
    board.update(beta, make_ready);
    EXPECT_TRUE(board.all_ready());
    EXPECT_EQ(told, (std::vector{false, true}));
    EXPECT_EQ(board.status(alpha).reorgs, 1U);
}

TEST(status_board, says_why_a_chain_is_not_ready)
{
    const auto alpha = ChainId::from_u64(901);
    const auto set = *DependencySet::create({{alpha, 2, 0}}, 0);
    StatusBoard board{set};
    EXPECT_EQ(board.not_ready().at(alpha).why, "chain 901 is not ready: connecting");
    board.update(alpha,
        [](ChainStatus& s)
        {
            s.state = ChainState::troubled;
            s.trouble = "no answer";
        });
    EXPECT_EQ(board.not_ready().at(alpha).why, "chain 901 is not ready: troubled: no answer");
    EXPECT_FALSE(board.not_ready().at(alpha).serves_final);
    // Once ready, what is indexed is served through trouble.
    board.update(alpha, [](ChainStatus& s) { s.ready = true; });
    EXPECT_TRUE(board.not_ready().empty());
}

TEST(status_board, tells_when_nodes_begin_and_cease_to_disagree)
{
    const auto alpha = ChainId::from_u64(901);
    const auto set = *DependencySet::create({{alpha, 2, 0}}, 0);
    StatusBoard board{set};
    int told = 0;
    board.on_disagreement([&] { ++told; });
    const auto say = [&](const char* what)
    { board.update(alpha, [&](ChainStatus& s) { s.disagreement = what; }); };
    say("");
    EXPECT_EQ(told, 0);
    say("a says 1, b says 2");
    say("a says 1, b says 3");
    EXPECT_EQ(told, 1);
    say("");
    EXPECT_EQ(told, 2);
}

TEST(status_board, the_last_word_on_readiness_is_the_newest)
{
    const auto alpha = ChainId::from_u64(901);
    const auto beta = ChainId::from_u64(902);
    const auto set = *DependencySet::create({{alpha, 2, 0}, {beta, 2, 0}}, 0);
    for (int round = 0; round < 200; ++round)
    {
        StatusBoard board{set};
        bool last = false;
        board.on_ready([&](bool all) { last = all; });
        const auto make_ready = [](ChainStatus& s) { s.ready = true; };
        std::thread other{[&] { board.update(beta, make_ready); }};
        board.update(alpha, make_ready);
        other.join();
        EXPECT_TRUE(last);
    }
}
}  // namespace interlock::server
