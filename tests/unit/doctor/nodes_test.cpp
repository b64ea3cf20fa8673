// What `interlockd doctor` finds of nodes.
#include "server/doctor/nodes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_messages.hpp"
#include "tests/support/scripted_source.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using console::Finding;
using console::Severity;
using ::testing::HasSubstr;

class NodesTest : public ::testing::Test
{
protected:
    NodesTest()
    {
        chain->append({{some_log(1), some_log(2)}});
        chain->extend(8);
        chain->append({{some_log(3)}});
        chain->set_safe(7);
        chain->set_finalized(4);
    }

    /// At the time of its newest block.
    static uint64_t on_time() { return 1'700'000'000 + 2 * 10; }

    ExaminedChain examined() const
    {
        return {.subject = "alpha (901)",
            .identity = {.id = ChainId::from_u64(901), .genesis = chain->genesis().id()},
            .block_time_s = 2,
            .now_s = &on_time};
    }

    std::vector<Finding> execution(const ExaminedChain& of) { return examine_execution(node, of); }

    static std::string text_of(const std::vector<Finding>& findings)
    {
        return console::findings_text(findings);
    }

    std::shared_ptr<FakeChain> chain = std::make_shared<FakeChain>();
    ScriptedSource node{chain, "http://a"};
    ScriptedLabels labels{chain, "http://c"};
};
}  // namespace

TEST_F(NodesTest, an_execution_node_that_is_well)
{
    const auto found = execution(examined());
    EXPECT_EQ(worst_of(found), Severity::ok) << text_of(found);
    ASSERT_EQ(found.size(), 4U) << text_of(found);
    EXPECT_THAT(found[0].what,
        HasSubstr("http://a: serves the chain with its genesis, newest block 10, answers in"));
    EXPECT_EQ(found[1].what, "http://a: block 10 and its 1 logs prove themselves");
    EXPECT_EQ(found[2].what, "http://a: safe block 7");
    EXPECT_EQ(found[3].what, "http://a: finalized block 4");
}

TEST_F(NodesTest, one_of_another_chain_is_asked_nothing_more)
{
    auto of = examined();
    of.identity.id = ChainId::from_u64(902);
    const auto found = execution(of);
    ASSERT_EQ(found.size(), 1U) << text_of(found);
    EXPECT_EQ(found[0].severity, Severity::fail);
    EXPECT_THAT(found[0].what, HasSubstr("serves chain 901, not 902"));
    EXPECT_EQ(found[0].mend, "correct chains.902.execution");

    of = examined();
    of.identity.genesis->hash = {};
    EXPECT_THAT(execution(of).front().what, HasSubstr("its genesis block 0 is"));
}

TEST_F(NodesTest, one_that_is_silent)
{
    node.fail_next({chain::ErrorKind::timed_out, "http://a: no answer in 10 s"});
    const auto found = execution(examined());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].what, "http://a: no answer in 10 s");
    EXPECT_THAT(found[0].mend, HasSubstr("chains.901.execution"));
}

TEST_F(NodesTest, clocks_that_differ)
{
    auto of = examined();
    of.now_s = [] { return on_time() - 11; };
    EXPECT_THAT(execution(of)[1].what, HasSubstr("dated 11 s ahead of this machine's clock"));
    of.now_s = [] { return on_time() + 61; };
    EXPECT_THAT(execution(of)[1].what, HasSubstr("newest block is 61 s old; one is due every 2 s"));
    EXPECT_EQ(worst_of(execution(of)), Severity::warn);
}

TEST_F(NodesTest, a_chain_without_labels_needs_a_consensus_node)
{
    chain = std::make_shared<FakeChain>();
    ScriptedSource young{chain, "http://a"};
    auto of = examined();
    of.now_s = [] { return uint64_t{1'700'000'000}; };
    EXPECT_EQ(worst_of(examine_execution(young, of)), Severity::warn);
    of.has_consensus = true;
    EXPECT_EQ(worst_of(examine_execution(young, of)), Severity::ok);
}

TEST_F(NodesTest, consensus_nodes_with_and_without_a_record_of_safe_heads)
{
    chain->set_current_l1({.number = 100, .hash = {}});
    chain->derive(7, {.number = 99, .hash = {}});
    auto found = examine_consensus(labels, examined());
    ASSERT_EQ(found.size(), 2U) << text_of(found);
    EXPECT_EQ(found[0].what, "http://c: local-safe block 7, finalized 4, L1 block 100");
    EXPECT_EQ(found[1].what, "http://c: keeps a record of safe heads");

    labels.fail_next_record_call({chain::ErrorKind::unsupported, "http://c: no such method"});
    found = examine_consensus(labels, examined());
    EXPECT_EQ(found[1].severity, Severity::ok);
    EXPECT_EQ(found[1].what, "http://c: keeps no record of safe heads");
    EXPECT_THAT(found[1].mend, HasSubstr("--safedb.path"));

    labels.fail_next({chain::ErrorKind::unsupported, "http://c: has no optimism_syncStatus"});
    found = examine_consensus(labels, examined());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].severity, Severity::fail);
}
}  // namespace interlock::server
