// What describes a chain: settings, its rollup.json, and its consensus nodes.
#include <gmock/gmock.h>

#include "config_resolve_fixture.hpp"

namespace interlock::server::test
{
namespace
{
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(Resolve, settings_alone)
{
    plain_chain("901");
    chain("902");
    flag("902", "block_time_s", "1");
    flag("902", "activation_time", "never");
    flag("902", "start_block", "7");
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->dependency_set.expiry_window_s(), kMaxExpiryWindowS);
    ASSERT_EQ(set->chains.size(), 2U);
    EXPECT_EQ(set->chains[0].config, (ChainConfig{ChainId::from_u64(901), 2, 100}));
    EXPECT_EQ(set->chains[1].config, (ChainConfig{ChainId::from_u64(902), 1, std::nullopt}));
    EXPECT_EQ(set->chains[0].genesis, std::nullopt);
    EXPECT_EQ(set->chains[1].start_block, 7U);
    EXPECT_EQ(set->chains[0].source, "the settings");
    EXPECT_EQ(set->source, "the configured chains");
    EXPECT_THAT(set->notes, IsEmpty());
    EXPECT_EQ(set->find(ChainId::from_u64(902)), &set->chains[1]);
    EXPECT_EQ(set->find(ChainId::from_u64(903)), nullptr);
    EXPECT_THAT(consensus_.asked, IsEmpty());
}

TEST_F(Resolve, files)
{
    chain("901");
    rollup_file("901", json_of({.genesis_number = 5}));
    set_file(R"({"dependencies":{"901":{}},"overrideMessageExpiryWindow":3600})");
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->chains[0].config, (ChainConfig{ChainId::from_u64(901), 2, 100}));
    ASSERT_TRUE(set->chains[0].genesis);
    EXPECT_EQ(set->chains[0].genesis->block.number, 5U);
    EXPECT_EQ(to_hex(set->chains[0].genesis->block.hash), kGenesisHash);
    EXPECT_EQ(set->chains[0].genesis->timestamp_s, 50U);
    EXPECT_EQ(set->dependency_set.expiry_window_s(), 3'600U);
    EXPECT_THAT(set->source, HasSubstr("set.json"));
}

TEST_F(Resolve, consensus_nodes)
{
    chain("901");
    chain("902");
    const auto a = node("901");
    const auto b = node("902");
    consensus_.rollup_configs = {{a, reply_of({})}, {b, reply_of({.chain = 902})}};
    consensus_.dependency_sets = {{a, set_of({901, 902}, 60)}, {b, set_of({901, 902}, 60)}};
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->dependency_set.expiry_window_s(), 60U);
    EXPECT_EQ(set->chains[1].config, (ChainConfig{ChainId::from_u64(902), 2, 100}));
    EXPECT_EQ(set->chains[1].genesis->timestamp_s, 50U);
    EXPECT_THAT(set->chains[1].source, HasSubstr("the consensus node http://node-902:9545"));
    EXPECT_THAT(set->notes, IsEmpty());
}

TEST_F(Resolve, a_file_without_an_activation_time_means_never)
{
    chain("901");
    rollup_file("901", json_of({.activation_s = std::nullopt}));
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->chains[0].config.activation_s, std::nullopt);
}

TEST_F(Resolve, nothing_describes_the_chain)
{
    chain("901");
    expect_problem("chains.901.rollup_config is needed, as it is in no source; give");
}

TEST_F(Resolve, half_a_description)
{
    chain("901");
    flag("901", "block_time_s", "2");
    expect_problem("as activation_time is missing");
}

TEST_F(Resolve, the_other_half)
{
    chain("901");
    flag("901", "activation_time", "never");
    expect_problem("as block_time_s is missing");
}

TEST_F(Resolve, a_missing_file)
{
    chain("901");
    flag("901", "rollup_config", "/nowhere/rollup.json");
    expect_problem(
        "chains.901.rollup_config names the file /nowhere/rollup.json, which cannot be "
        "read: No such file or directory (flag --chains.901.rollup_config)");
}

TEST_F(Resolve, a_file_that_is_no_rollup_config)
{
    chain("901");
    rollup_file("901", "{\"genesis\":5}");
    expect_problem("which is no rollup configuration: ");
}

TEST_F(Resolve, a_file_of_another_chain)
{
    chain("901");
    rollup_file("901", json_of({.chain = 902}));
    expect_problem(".json is for chain 902, not for chain 901");
}

TEST_F(Resolve, a_node_of_another_chain)
{
    plain_chain("901");
    const auto url = node("901");
    consensus_.rollup_configs = {{url, reply_of({.chain = 902})}};
    consensus_.dependency_sets = {{url, set_of({901})}};
    expect_problem("chains.901.consensus the consensus node http://node-901:9545 is for chain 902");
}

TEST_F(Resolve, settings_that_repeat_the_file)
{
    plain_chain("901");
    rollup_file("901", json_of({}));
    EXPECT_EQ(problems_of(resolve()), "");
}

TEST_F(Resolve, a_block_time_that_contradicts_the_file)
{
    chain("901");
    flag("901", "block_time_s", "1");
    rollup_file("901", json_of({}));
    expect_problem("chains.901.block_time_s is 1, but the file " + folder_.path().string() +
                   "/901.json says 2; remove the setting or correct it (flag "
                   "--chains.901.block_time_s)");
}

TEST_F(Resolve, an_activation_time_that_contradicts_the_file)
{
    chain("901");
    flag("901", "activation_time", "never");
    rollup_file("901", json_of({}));
    expect_problem("chains.901.activation_time is never, but the file");
}

TEST_F(Resolve, an_activation_time_that_contradicts_the_node)
{
    chain("901");
    flag("901", "activation_time", "99");
    const auto url = node("901");
    consensus_.rollup_configs = {{url, reply_of({})}};
    consensus_.dependency_sets = {{url, set_of({901})}};
    expect_problem("is 99, but the consensus node http://node-901:9545 says 100");
}

TEST_F(Resolve, a_start_before_the_chain)
{
    chain("901");
    flag("901", "start_block", "4");
    rollup_file("901", json_of({.genesis_number = 5}));
    expect_problem("chains.901.start_block is 4, but the chain begins with block 5");
}

TEST_F(Resolve, a_start_at_the_first_block)
{
    chain("901");
    flag("901", "start_block", "5");
    rollup_file("901", json_of({.genesis_number = 5}));
    EXPECT_EQ(problems_of(resolve()), "");
}

TEST_F(Resolve, a_node_that_contradicts_the_file_in_any_field)
{
    struct Case
    {
        Rollup node;
        const char* want;
    };
    const Case cases[]{
        {{.block_time_s = 1}, "a block time of 1, but the file"},
        {{.activation_s = 101}, "an activation time of 101, but the file"},
        {{.activation_s = std::nullopt}, "an activation time of never, but the file"},
        {{.genesis_number = 1}, "the genesis block 1 0x"},
        {{.genesis_time_s = 51}, "at 51, but the file"},
    };
    chain("901");
    rollup_file("901", json_of({}));
    const auto url = node("901");
    consensus_.dependency_sets = {{url, set_of({901})}};
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.want);
        consensus_.rollup_configs.insert_or_assign(url, reply_of(c.node));
        expect_problem(c.want);
        expect_problem("the consensus node http://node-901:9545 says");
    }
}

TEST_F(Resolve, two_nodes_that_contradict_each_other_are_both_named)
{
    chain("901");
    flag("901", "consensus", "http://a:1,http://b:1");
    consensus_.rollup_configs = {
        {"http://a:1", reply_of({})}, {"http://b:1", reply_of({.activation_s = 7})}};
    consensus_.dependency_sets = {{"http://a:1", set_of({901})}, {"http://b:1", set_of({901})}};
    expect_problem(
        "the consensus node http://b:1 says an activation time of 7, but the consensus "
        "node http://a:1 says 100; they must agree");
}

TEST_F(Resolve, a_silent_node_beside_a_file_is_noted_and_asked_once)
{
    chain("901");
    rollup_file("901", json_of({}));
    set_file(R"({"dependencies":{"901":{}}})");
    const auto url = node("901");
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    ASSERT_EQ(set->notes.size(), 2U);
    EXPECT_THAT(set->notes[0], HasSubstr("chain 901: the consensus node http://node-901:9545 did "
                                         "not tell its configuration"));
    EXPECT_THAT(set->notes[1], HasSubstr("did not tell its dependency set"));
    EXPECT_THAT(consensus_.asked, ElementsAre("rollup_config " + url));
}

TEST_F(Resolve, a_silent_node_as_the_only_source_is_a_temporary_problem)
{
    chain("901");
    node("901");
    const auto set = resolve();
    ASSERT_FALSE(set);
    ASSERT_EQ(set.error().size(), 2U) << all(set.error());
    EXPECT_THAT(all(set.error()),
        HasSubstr("chains.901.consensus the consensus node http://node-901:9545 does not tell the "
                  "chain's configuration: "));
    EXPECT_THAT(all(set.error()), HasSubstr("does not tell the dependency set"));
    EXPECT_TRUE(set.error()[0].temporary);
    EXPECT_TRUE(set.error()[1].temporary);
}

TEST_F(Resolve, a_node_that_answers_nonsense_is_no_temporary_problem)
{
    chain("901");
    const auto url = node("901");
    consensus_.rollup_configs.insert_or_assign(
        url, error(chain::ErrorKind::malformed, "http://node-901:9545: block_time: missing"));
    consensus_.dependency_sets.insert_or_assign(url, set_of({901}));
    expect_problem("block_time: missing");
}

TEST_F(Resolve, one_of_two_nodes_is_enough)
{
    chain("901");
    flag("901", "consensus", "http://silent:1,http://b:1");
    consensus_.rollup_configs = {{"http://b:1", reply_of({})}};
    consensus_.dependency_sets = {{"http://b:1", set_of({901}, 60)}};
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->dependency_set.expiry_window_s(), 60U);
    EXPECT_EQ(set->notes.size(), 2U);
}

TEST_F(Resolve, problems_of_all_chains_are_told_at_once)
{
    chain("901");
    chain("902");
    flag("902", "rollup_config", "/nowhere/rollup.json");
    plain_chain("903");
    set_file(R"({"dependencies":{"901":{},"902":{}}})");
    const auto set = resolve();
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().size(), 3U) << all(set.error());
}
}  // namespace
}  // namespace interlock::server::test
