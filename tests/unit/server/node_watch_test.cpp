#include "server/ingest/node_watch.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_messages.hpp"
#include "tests/support/must.hpp"
#include "tests/support/scripted_source.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using namespace std::chrono_literals;

constexpr auto kChain = ChainId::from_u64(901);

/// Two nodes, the first of which is in use; the index has the chain's 30 blocks.
class NodeWatchTest : public ::testing::Test
{
protected:
    NodeWatchTest()
    {
        chain->extend(30);
        auto step = must(index.store().begin());
        for (uint64_t number = 0; number <= 30; ++number)
            must(step->append(kChain, digest_of(chain->at(number))));
        must(step->commit());
        other = std::make_shared<FakeChain>(*chain);
        auto source = std::make_unique<ScriptedSource>(other, "second");
        second = source.get();
        std::vector<std::unique_ptr<chain::BlockSource>> sources;
        sources.push_back(std::make_unique<ScriptedSource>(chain, "first"));
        sources.push_back(std::move(source));
        watch.emplace(ChainIdentity{kChain, chain->genesis().id()}, std::move(sources),
            NodeWatch::Services{index.store(), nodes, [this] { return now; }});
        nodes.choose();
        nodes.works(0, now, 30);
    }

    NodeStatus after_a_while()
    {
        now += 1h;
        static_cast<void>(watch->step());
        return nodes.statuses()[1];
    }

    std::shared_ptr<FakeChain> chain = std::make_shared<FakeChain>();
    std::shared_ptr<FakeChain> other;
    TestIndex index{{{kChain, 2, 0}}};
    NodeSet nodes{{"first", "second"}, {.first = 1'000ms, .longest = 8'000ms}, 1};
    NodeSet::Time now{1'000s};
    ScriptedSource* second = nullptr;
    std::optional<NodeWatch> watch;
};
}  // namespace

TEST_F(NodeWatchTest, a_node_that_answers_again_is_fit_again)
{
    nodes.fails(1, now, "dead");
    second->fail_next({chain::ErrorKind::unreachable, "still dead"});
    EXPECT_EQ(after_a_while().reason, "still dead");
    const auto calls = second->calls();
    static_cast<void>(watch->step());  // Not yet.
    EXPECT_EQ(second->calls(), calls);
    EXPECT_EQ(after_a_while().state, NodeState::fit);
    EXPECT_EQ(nodes.statuses()[1].head, 30U);
}

TEST_F(NodeWatchTest, what_serves_another_chain_is_not_fit)
{
    *other = FakeChain{{.id = ChainId::from_u64(10)}};
    EXPECT_EQ(after_a_while().state, NodeState::failing);
    EXPECT_EQ(nodes.statuses()[1].reason, "second serves chain 10, not 901");
}

TEST_F(NodeWatchTest, one_that_was_set_aside_must_agree_with_the_index_first)
{
    nodes.disagrees(1, now, "has another block 28");
    other->rewind(27);
    other->append({{some_log(5)}});
    EXPECT_EQ(after_a_while().state, NodeState::set_aside);
    other->rewind(27);
    EXPECT_EQ(after_a_while().state, NodeState::fit);
    // Another node's reorg is no fault: it may be the first to see it.
    other->append({{some_log(5)}});
    EXPECT_EQ(after_a_while().state, NodeState::fit);
}

TEST_F(NodeWatchTest, a_node_that_is_far_behind_is_not_fit)
{
    other->rewind(22);
    EXPECT_EQ(after_a_while().state, NodeState::fit);
    other->rewind(21);
    EXPECT_EQ(after_a_while().reason, "second is at block 21, far behind first at 30");
}

TEST_F(NodeWatchTest, a_node_is_not_behind_a_block_that_is_gone)
{
    // The chain has gone back, and the node in use has not been asked since.
    nodes.fails(1, now, "dead");
    chain->rewind(20);
    other->rewind(20);
    EXPECT_EQ(after_a_while().state, NodeState::fit);
    EXPECT_EQ(nodes.statuses()[0].head, 20U);
}

TEST_F(NodeWatchTest, the_node_in_use_is_left_when_it_falls_far_behind)
{
    other->extend(8);
    after_a_while();
    EXPECT_TRUE(nodes.is_fit(0));
    other->extend(1);
    after_a_while();
    EXPECT_EQ(nodes.statuses()[0].reason, "first is at block 30, far behind second at 39");
    EXPECT_EQ(nodes.choose().place, 1U);
}
}  // namespace interlock::server
