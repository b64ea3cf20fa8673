// Catching up, following, reorgs, and nodes that fail.
#include "tests/unit/server/fetcher_fixture.hpp"

namespace interlock::server
{
using namespace test;

TEST_F(FetcherTest, catches_up_in_batches_and_is_ready_at_the_tip)
{
    make_fetcher();
    EXPECT_EQ(fetcher->step(), milliseconds{0});
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 7U);
    EXPECT_FALSE(status().ready);
    EXPECT_EQ(fetcher->step(), milliseconds{0});
    EXPECT_EQ(status().state, ChainState::catching_up);
    settle();
    EXPECT_TRUE(index.equals(*chain, 0));
    EXPECT_TRUE(status().ready);
    EXPECT_EQ(status().state, ChainState::following);
    EXPECT_EQ(status().node_head, 30U);
}

TEST_F(FetcherTest, begins_where_it_is_told_and_goes_on_after_reopening)
{
    chain->set_finalized(15);
    make_fetcher(12);
    settle();
    EXPECT_TRUE(index.equals(*chain, 12));
    fetcher.reset();
    index.reopen();
    extend(20);
    DirectSink reopened{index.store()};
    ChainNodes chain_nodes;
    chain_nodes.execution.push_back(std::make_unique<ScriptedSource>(chain));
    chain_nodes.labels = std::make_unique<ScriptedLabels>(chain);
    fetcher.emplace(ChainConfig{kChain, 2, 0}, FetcherOptions{.batch_blocks = 8},
        std::move(chain_nodes), FetcherServices{index.store(), reopened, anchors, board});
    settle();
    EXPECT_TRUE(index.equals(*chain, 12));
}

TEST_F(FetcherTest, follows_reorgs_of_any_depth_in_one_step)
{
    struct Case
    {
        const char* name;
        uint64_t fork;
        size_t longer;  // blocks after the fork
    };
    for (const auto& c : {Case{"one block, higher", 29, 3}, Case{"equal height", 25, 5},
             Case{"deep", 1, 40}, Case{"lower head", 20, 4}, Case{"down to genesis", 0, 31}})
    {
        SCOPED_TRACE(c.name);
        make_fetcher();
        settle();
        const auto before = status().reorgs;
        const auto submitted = sink.submitted;
        chain->rewind(c.fork);
        extend(c.longer);
        settle();
        EXPECT_TRUE(index.equals(*chain, 0));
        EXPECT_EQ(status().reorgs, before + 1);
        EXPECT_EQ(sink.submitted, submitted + 1);
        chain->rewind(0);
        extend(30);
        settle();
    }
}

TEST_F(FetcherTest, a_branch_of_very_many_logs_is_swapped_in_parts)
{
    max_branch_logs = 10;
    make_fetcher();
    settle();
    chain->rewind(10);
    for (uint64_t i = 0; i < 25; ++i)
        chain->append({{some_log(i), some_log(i + 7)}});
    EXPECT_EQ(fetcher->step(), milliseconds{0});
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 18U);  // One batch more than enough.
    settle();
    EXPECT_TRUE(index.equals(*chain, 0));
    EXPECT_EQ(status().reorgs, 1U);
}

TEST_F(FetcherTest, a_shorter_head_is_believed_when_every_node_stays_there)
{
    make_fetcher();
    settle();
    chain->rewind(28);
    for (int i = 0; i < 5; ++i)
        round();
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
    round();
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 28U);
    EXPECT_TRUE(index.equals(*chain, 0));
}

TEST_F(FetcherTest, a_shorter_head_does_not_take_back_what_is_safe)
{
    make_fetcher();
    settle();
    index.set_head(kChain, SafetyLevel::local_safe, chain->at(25).id());
    chain->rewind(24);
    for (int i = 0; i < 20; ++i)
        round();
    EXPECT_EQ(status().state, ChainState::troubled);
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
    // Another branch does: L1 may have been reorged.
    extend(9);
    settle();
    EXPECT_TRUE(index.equals(*chain, 0));
}

TEST_F(FetcherTest, a_node_that_is_stuck_is_left_for_one_that_is_not)
{
    auto stuck = std::make_shared<FakeChain>(*chain);
    make_fetcher();
    settle();
    extend(20);
    settle();
    ASSERT_EQ(index.head(kChain, SafetyLevel::unsafe), 50U);
    ChainNodes two;
    two.execution.push_back(std::make_unique<ScriptedSource>(stuck, "stuck"));
    two.execution.push_back(std::make_unique<ScriptedSource>(chain, "good"));
    two.labels = std::make_unique<ScriptedLabels>(chain);
    fetcher.emplace(ChainConfig{kChain, 2, 0}, FetcherOptions{.poll_interval = kPoll},
        std::move(two), FetcherServices{index.store(), sink, anchors, board});
    extend(1);
    for (int i = 0; i < 5; ++i)
        round();
    EXPECT_EQ(status().reorgs, 0U);
    EXPECT_EQ(status().endpoint, "good");
    EXPECT_TRUE(index.equals(*chain, 0));
}

TEST_F(FetcherTest, is_ready_only_once_the_node_has_the_same_head)
{
    make_fetcher();
    settle();
    board.update(kChain, [](ChainStatus& s) { s.ready = false; });
    chain->rewind(27);
    make_fetcher();
    round();
    EXPECT_FALSE(status().ready);  // Nobody has confirmed the blocks above 27 since the start.
    for (int i = 0; i < 6; ++i)
        round();
    EXPECT_TRUE(status().ready);
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 27U);
}

TEST_F(FetcherTest, a_node_that_withholds_a_block_is_left_for_one_that_does_not)
{
    /// Announces blocks that it does not give.
    class Withholding : public ScriptedSource
    {
    public:
        using ScriptedSource::ScriptedSource;
        chain::Result<std::vector<DigestedBlock>> blocks(uint64_t, size_t) override
        {
            return tl::unexpected{chain::Error{chain::ErrorKind::not_found, "no receipts here"}};
        }
    };
    make_fetcher();
    settle();
    extend(3);
    ChainNodes two;
    two.execution.push_back(std::make_unique<Withholding>(chain, "withholding"));
    two.execution.push_back(std::make_unique<ScriptedSource>(chain, "good"));
    two.labels = std::make_unique<ScriptedLabels>(chain);
    fetcher.emplace(ChainConfig{kChain, 2, 0}, FetcherOptions{.poll_interval = kPoll},
        std::move(two), FetcherServices{index.store(), sink, anchors, board});
    for (int i = 0; i < 7; ++i)
        EXPECT_EQ(fetcher->step(), kPoll);
    EXPECT_EQ(status().trouble, "");
    round();
    EXPECT_EQ(status().trouble, "no receipts here");
    settle();
    EXPECT_EQ(status().endpoint, "good");
    EXPECT_TRUE(index.equals(*chain, 0));
}

TEST_F(FetcherTest, a_node_that_contradicts_itself_is_not_asked_without_pause)
{
    /// Has our tip, but gives a block above it that follows another.
    class TwoHeaded : public ScriptedSource
    {
    public:
        TwoHeaded(std::shared_ptr<FakeChain> ours, std::shared_ptr<FakeChain> other)
          : ScriptedSource{std::move(ours), "two-headed"}, other_{std::move(other)}
        {
        }
        chain::Result<std::vector<DigestedBlock>> blocks(uint64_t first, size_t count) override
        {
            return ScriptedSource{other_}.blocks(first, count);
        }

    private:
        std::shared_ptr<FakeChain> other_;
    };
    make_fetcher();
    settle();
    auto other = std::make_shared<FakeChain>(*chain);
    other->rewind(20);
    other->extend(20);
    extend(5);
    ChainNodes one;
    one.execution.push_back(std::make_unique<TwoHeaded>(chain, other));
    one.labels = std::make_unique<ScriptedLabels>(chain);
    fetcher.emplace(ChainConfig{kChain, 2, 0}, FetcherOptions{.poll_interval = kPoll},
        std::move(one), FetcherServices{index.store(), sink, anchors, board});
    for (int i = 0; i < 20; ++i)
        EXPECT_GT(fetcher->step(), milliseconds{0});
    EXPECT_EQ(status().state, ChainState::troubled);
    EXPECT_NE(status().trouble.find("nodes that disagree"), std::string::npos) << status().trouble;
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
}

TEST_F(FetcherTest, a_node_that_lags_for_a_moment_changes_nothing)
{
    make_fetcher();
    settle();
    const auto whole = *chain;
    chain->rewind(28);
    EXPECT_EQ(fetcher->step(), kPoll);
    *chain = whole;
    EXPECT_EQ(fetcher->step(), kPoll);
    chain->rewind(28);
    EXPECT_EQ(fetcher->step(), kPoll);
    EXPECT_EQ(fetcher->step(), kPoll);
    *chain = whole;
    EXPECT_EQ(fetcher->step(), kPoll);
    EXPECT_EQ(status().reorgs, 0U);
    EXPECT_TRUE(index.equals(*chain, 0));
}

TEST_F(FetcherTest, fails_over_and_says_so)
{
    make_fetcher();
    settle();
    nodes[0]->fail_next({chain::ErrorKind::unreachable, "first is gone"});
    extend(1);
    EXPECT_EQ(fetcher->step(), milliseconds{0});  // The other one is asked at once.
    EXPECT_EQ(status().state, ChainState::troubled);
    EXPECT_EQ(status().trouble, "first is gone");
    settle();
    EXPECT_EQ(status().endpoint, "second");
    EXPECT_EQ(status().trouble, "");
    EXPECT_TRUE(index.equals(*chain, 0));
}

TEST_F(FetcherTest, waits_grow_while_trouble_lasts)
{
    make_fetcher();
    settle();
    std::vector<milliseconds> waits;
    for (int i = 0; i < 16; ++i)
    {
        for (auto* node : nodes)
            node->fail_next({chain::ErrorKind::timed_out, "slow"});
        waits.push_back(fetcher->step());
    }
    EXPECT_EQ(waits.front(), milliseconds{0});  // For the other one.
    EXPECT_GT(waits[1], milliseconds{0});
    EXPECT_GT(waits.back(), milliseconds{5'000});
    EXPECT_LE(waits.back(), milliseconds{30'000});
}

TEST_F(FetcherTest, a_node_that_asks_for_patience_gets_it)
{
    ChainNodes alone;
    alone.execution.push_back(std::make_unique<ScriptedSource>(chain, "alone"));
    auto* node = static_cast<ScriptedSource*>(alone.execution.front().get());
    alone.labels = std::make_unique<ScriptedLabels>(chain);
    fetcher.emplace(ChainConfig{kChain, 2, 0}, FetcherOptions{.poll_interval = kPoll},
        std::move(alone), FetcherServices{index.store(), sink, anchors, board});
    node->fail_next({chain::ErrorKind::rate_limited, "slow down", 20});
    EXPECT_EQ(fetcher->step(), std::chrono::seconds{20});
    // With another node there is no need to wait.
    make_fetcher();
    nodes[0]->fail_next({chain::ErrorKind::rate_limited, "slow down", 20});
    EXPECT_LE(fetcher->step(), kPoll);
}

TEST_F(FetcherTest, the_preferred_node_is_used_again_once_it_is_well)
{
    make_fetcher();
    nodes[0]->fail_next({chain::ErrorKind::unreachable, "dead"});
    settle();
    EXPECT_EQ(status().endpoint, "second");
    EXPECT_EQ(fetcher->nodes().statuses()[0].reason, "dead");
    fetcher->nodes().seems_well(0, {}, 30);
    extend(1);
    settle();
    EXPECT_EQ(status().endpoint, "first");
    EXPECT_TRUE(index.equals(*chain, 0));
}

TEST_F(FetcherTest, an_unverified_block_is_counted_and_refused)
{
    make_fetcher();
    settle();
    extend(1);
    nodes[0]->fail_next({chain::ErrorKind::unverified, "block 31: its hash is not its header's"});
    round();
    EXPECT_EQ(status().refused_blocks, 1U);
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), 30U);
    settle();
    EXPECT_TRUE(index.equals(*chain, 0));
}

TEST_F(FetcherTest, a_node_of_another_chain_halts_it)
{
    auto other = std::make_shared<FakeChain>(FakeChainOptions{.id = ChainId::from_u64(10)});
    ChainNodes chain_nodes;
    chain_nodes.execution.push_back(std::make_unique<ScriptedSource>(other, "wrong"));
    chain_nodes.labels = std::make_unique<ScriptedLabels>(other);
    fetcher.emplace(ChainConfig{kChain, 2, 0}, FetcherOptions{}, std::move(chain_nodes),
        FetcherServices{index.store(), sink, anchors, board});
    round();
    EXPECT_EQ(status().state, ChainState::halted);
    EXPECT_EQ(status().trouble,
        "wrong serves chain 10, not 901; correct the execution endpoint of this chain");
    EXPECT_EQ(index.head(kChain, SafetyLevel::unsafe), std::nullopt);
}

TEST_F(FetcherTest, a_full_disk_is_said_and_healed)
{
    make_fetcher();
    settle();
    extend(3);
    sink.refusal = storage::Error{storage::ErrorKind::full, "the disk is full"};
    round();
    EXPECT_EQ(status().trouble, "index: the disk is full");
    sink.refusal.reset();
    settle();
    EXPECT_TRUE(index.equals(*chain, 0));
    EXPECT_EQ(status().trouble, "");
}

TEST_F(FetcherTest, a_chain_that_moves_while_it_is_read_is_read_again)
{
    make_fetcher();
    settle();
    // Reorgs in the middle of every round, at other depths each time.
    uint64_t calls = 0;
    nodes[0]->before_call(
        [&]
        {
            if (++calls % 3 == 0 && calls < 60)
            {
                chain->rewind(30 - calls % 7);
                extend(2 + calls % 5);
            }
        });
    for (int i = 0; i < 100; ++i)
        round();
    EXPECT_TRUE(index.equals(*chain, 0));
}
TEST_F(FetcherTest, an_announcement_is_a_reason_to_look_and_no_more)
{
    make_fetcher();
    settle();
    frozen = Anchors::Clock::now();
    auto& wake_up = fetcher->wake_up();
    wake_up.set_listening(true);
    extend(1);
    const auto before = nodes[0]->calls();
    wake_up.announce();
    round();
    EXPECT_TRUE(index.equals(*chain, 0));
    // One without a block costs a question, and a few of them do; more are not heeded.
    for (int i = 0; i < 100; ++i)
    {
        wake_up.announce();
        EXPECT_GT(fetcher->step(), milliseconds{0});
    }
    EXPECT_LE(nodes[0]->calls() - before, 2U + TipClock::kMaxUnanswered);
    EXPECT_EQ(status().state, ChainState::following);
}

TEST_F(FetcherTest, an_announcement_does_not_shorten_the_rest_that_a_node_asks_for)
{
    make_fetcher();
    settle();
    for (auto* const node : nodes)
        node->fail_next(chain::Error{chain::ErrorKind::rate_limited, "busy", 60});
    round();
    round();
    const auto calls = nodes[0]->calls() + nodes[1]->calls();
    fetcher->wake_up().announce();
    EXPECT_GT(fetcher->step(), milliseconds{50'000});
    EXPECT_EQ(nodes[0]->calls() + nodes[1]->calls(), calls);
}
}  // namespace interlock::server
