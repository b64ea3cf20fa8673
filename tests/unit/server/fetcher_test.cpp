#include "server/ingest/fetcher.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_messages.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using std::chrono::milliseconds;

constexpr auto kChain = ChainId::from_u64(901);
constexpr auto kPoll = milliseconds{100};

/// Commits events in the calling thread, and can refuse them.
class DirectSink : public EventSink
{
public:
    explicit DirectSink(storage::Writer& writer) : indexer{writer, set} {}

    storage::Result<void> submit(IndexEvent event) override
    {
        if (refusal)
            return tl::unexpected{*refusal};
        ++submitted;
        return indexer.apply(event, 1).map([](const SafetyNews&) {});
    }

    const DependencySet set = *DependencySet::create({{kChain, 2, 0}}, 0);
    Indexer indexer;
    std::optional<storage::Error> refusal;
    size_t submitted = 0;
};

/// A chain of 30 blocks, two logs in each, followed by a real fetcher into a real index.
class FetcherTest : public ::testing::Test
{
protected:
    FetcherTest() : index{{{kChain, 2, 0}}}, sink{index.store()}, board{set}
    {
        for (uint64_t i = 0; i < 30; ++i)
            chain->append({{some_log(i), some_log(i + 1'000)}});
    }

    void make_fetcher(std::optional<uint64_t> start_block = {})
    {
        nodes.clear();
        ChainNodes chain_nodes;
        for (const auto* name : {"first", "second"})
        {
            auto source = std::make_unique<ScriptedSource>(chain, name);
            nodes.push_back(source.get());
            chain_nodes.execution.push_back(std::move(source));
        }
        chain_nodes.labels = std::make_unique<ScriptedLabels>(chain);
        fetcher.emplace(ChainConfig{kChain, 2, 0},
            FetcherOptions{.batch_blocks = 8,
                .poll_interval = kPoll,
                .max_branch_logs = max_branch_logs,
                .start = {.activation_s = 0,
                    .expiry_window_s = 604'800,
                    .start_block = start_block}},
            std::move(chain_nodes),
            FetcherServices{index.store(), sink, anchors, board,
                [this] { return frozen.value_or(Anchors::Clock::now()); }});
    }

    /// Steps until nothing is left to do; the number of rounds.
    size_t settle()
    {
        size_t rounds = 1;
        while (fetcher->step() == milliseconds{0} && rounds < 100)
            ++rounds;
        return rounds;
    }

    /// The node says that the block is final.
    void finalize(uint64_t number)
    {
        const auto block = chain->at(number).id();
        ASSERT_TRUE(sink.submit(UpdateLabels{kChain, {.local_safe = block, .finalized = block}}));
    }
    void round() { static_cast<void>(fetcher->step()); }
    ChainStatus status() { return board.status(kChain); }
    void extend(size_t count)
    {
        for (size_t i = 0; i < count; ++i)
            chain->append({{some_log(chain->head().header.number * 7)}});
    }

    std::optional<Anchors::Clock::time_point> frozen;  // Instead of the time.
    size_t max_branch_logs = SIZE_MAX;
    std::shared_ptr<FakeChain> chain = std::make_shared<FakeChain>();
    TestIndex index;
    DirectSink sink;
    Anchors anchors{1, std::chrono::seconds{30}};
    DependencySet set = *DependencySet::create({{kChain, 2, 0}}, 0);
    StatusBoard board;
    std::vector<ScriptedSource*> nodes;
    std::optional<Fetcher> fetcher;
};
}  // namespace

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
}  // namespace interlock::server
