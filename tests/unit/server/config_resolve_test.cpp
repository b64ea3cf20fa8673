// From settings, files and consensus nodes to one dependency set, or to every reason against it.
#include <gmock/gmock.h>

#include "config_support.hpp"

namespace interlock::server::test
{
namespace
{
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Resolved = tl::expected<ChainSet, ConfigProblems>;

constexpr std::string_view kHash =
    "0x00000000000000000000000000000000000000000000000000000000000000aa";

/// What a rollup.json says; only what a test cares about differs.
struct Rollup
{
    uint64_t chain = 901;
    uint64_t block_time_s = 2;
    std::optional<uint64_t> activation_s = 100;
    uint64_t genesis_number = 0;
    uint64_t genesis_time_s = 50;
};

std::string json_of(const Rollup& rollup)
{
    std::string out = "{\"genesis\":{\"l2\":{\"hash\":\"" + std::string{kHash} +
                      "\",\"number\":" + std::to_string(rollup.genesis_number) +
                      "},\"l2_time\":" + std::to_string(rollup.genesis_time_s) +
                      "},\"block_time\":" + std::to_string(rollup.block_time_s) +
                      ",\"l2_chain_id\":" + std::to_string(rollup.chain);
    if (rollup.activation_s)
        out += ",\"lagoon_time\":" + std::to_string(*rollup.activation_s);
    return out + '}';
}

chain::RollupConfig reply_of(const Rollup& rollup)
{
    chain::RollupConfig out{.chain = {.id = ChainId::from_u64(rollup.chain),
                                .block_time_s = rollup.block_time_s,
                                .activation_s = rollup.activation_s},
        .genesis_number = rollup.genesis_number,
        .genesis_hash = {},
        .genesis_time_s = rollup.genesis_time_s};
    out.genesis_hash.bytes[31] = 0xaa;
    return out;
}

chain::DependencySetFile set_of(std::vector<uint64_t> chains, uint64_t window_s = 0)
{
    chain::DependencySetFile out{.chains = {}, .expiry_window_override_s = window_s};
    for (const auto id : chains)
        out.chains.push_back(ChainId::from_u64(id));
    return out;
}

tl::unexpected<chain::Error> error(chain::ErrorKind kind, std::string message)
{
    return tl::unexpected{chain::Error{kind, std::move(message)}};
}

/// A configuration in the making, with files of its own.
class Resolve : public testing::Test
{
protected:
    /// Chain `id` with only its execution node.
    void chain(const std::string& id) { flag(id, "execution", "http://execution-" + id); }

    void flag(const std::string& id, const std::string& setting, const std::string& value)
    {
        arguments_.push_back("--chains." + id + '.' + setting + '=' + value);
    }

    /// Chain `id` described by settings alone.
    void plain_chain(const std::string& id)
    {
        chain(id);
        flag(id, "block_time_s", "2");
        flag(id, "activation_time", "100");
    }

    void rollup_file(const std::string& id, const std::string& json)
    {
        flag(id, "rollup_config", folder_.write(id + ".json", json).string());
    }

    void set_file(const std::string& json)
    {
        arguments_.push_back("--dependency_set.file=" + folder_.write("set.json", json).string());
    }

    void window(const std::string& seconds)
    {
        arguments_.push_back("--dependency_set.expiry_window_s=" + seconds);
    }

    /// A consensus node of chain `id`, silent unless scripted.
    std::string node(const std::string& id)
    {
        const auto url = "http://user:hunter2@node-" + id + ":9545";
        flag(id, "consensus", url);
        return url;
    }

    Resolved resolve()
    {
        const auto config = load(arguments_);
        EXPECT_TRUE(config) << problems_of(config);
        if (!config)
            return tl::unexpected{config.error()};
        auto out = resolve_chain_set(*config, consensus_);
        EXPECT_THAT(problems_of(out), testing::Not(HasSubstr("hunter2")));
        EXPECT_TRUE(out || !out.error().empty());
        return out;
    }

    void expect_problem(const std::string& part)
    {
        const auto resolved = resolve();
        ASSERT_FALSE(resolved);
        EXPECT_EQ(resolved.error().size(), 1U) << all(resolved.error());
        EXPECT_THAT(all(resolved.error()), HasSubstr(part));
        EXPECT_FALSE(resolved.error()[0].temporary);
    }

    TempFolder folder_;
    std::vector<std::string> arguments_;
    FakeConsensus consensus_;
};

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
    EXPECT_EQ(to_hex(set->chains[0].genesis->block.hash), kHash);
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

TEST_F(Resolve, a_configured_chain_outside_the_set)
{
    plain_chain("901");
    plain_chain("902");
    set_file(R"({"dependencies":{"901":{}}})");
    expect_problem("chains.902 is not in the dependency set of the file " +
                   folder_.path().string() +
                   "/set.json; remove the chain here, or add it there (flag "
                   "--chains.902.execution)");
}

TEST_F(Resolve, a_chain_of_the_set_that_is_not_configured)
{
    plain_chain("901");
    set_file(R"({"dependencies":{"901":{},"903":{}}})");
    expect_problem("chains.903 is missing, but the file");
    expect_problem("add [chains.903] with execution = [\"http://…\"]");
}

TEST_F(Resolve, broken_dependency_set_files)
{
    struct Case
    {
        const char* json;
        const char* want;
    };
    static constexpr Case kCases[]{
        {"", "which is no dependency set"},
        {"[]", "which is no dependency set"},
        {R"({"dependencies":{"x":{}}})", "which is no dependency set"},
        {R"({"dependencies":{}})", "which lists no chain"},
        {R"({"dependencies":{"901":{}},"overrideMessageExpiryWindow":604801})",
            "sets an expiry window of 604801 s, but it must be at most 604800 s"},
    };
    plain_chain("901");
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.json);
        arguments_.resize(3);
        set_file(c.json);
        expect_problem(c.want);
    }
}

TEST_F(Resolve, older_files_with_fields_of_each_chain)
{
    plain_chain("901");
    set_file(R"({"dependencies":{"901":{"chainIndex":"901","activationTime":5}},)"
             R"("overrideMessageExpiryWindow":null})");
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->dependency_set.expiry_window_s(), kMaxExpiryWindowS);
}

TEST_F(Resolve, windows)
{
    struct Case
    {
        const char* setting;
        const char* file;  // null: no file
        uint64_t want;     // 0: refused
    };
    static constexpr Case kCases[]{
        {"0", nullptr, 604'800},
        {"3600", nullptr, 3'600},
        {"0", "null", 604'800},
        {"0", "0", 604'800},
        {"3600", "0", 3'600},
        {"3600", "3600", 3'600},
        {"604800", "0", 604'800},
        {"604800", "604800", 604'800},
        {"0", "3600", 3'600},
        {"3600", "3601", 0},
        {"604800", "3600", 0},
        {"3600", "604800", 0},
    };
    plain_chain("901");
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(std::string{c.setting} + " and " + (c.file != nullptr ? c.file : "no file"));
        arguments_.resize(3);
        window(c.setting);
        if (c.file != nullptr)
            set_file(R"({"dependencies":{"901":{}},"overrideMessageExpiryWindow":)" +
                     std::string{c.file} + '}');
        if (c.want == 0)
        {
            expect_problem("dependency_set.expiry_window_s is ");
            continue;
        }
        const auto set = resolve();
        ASSERT_TRUE(set) << problems_of(set);
        EXPECT_EQ(set->dependency_set.expiry_window_s(), c.want);
    }
}

TEST_F(Resolve, nodes_that_disagree_on_the_set_are_both_named)
{
    plain_chain("901");
    plain_chain("902");
    plain_chain("903");
    const auto a = node("901");
    const auto b = node("902");
    consensus_.rollup_configs = {{a, reply_of({})}, {b, reply_of({.chain = 902})}};
    consensus_.dependency_sets = {{a, set_of({901, 902, 903})}, {b, set_of({901, 902})}};
    expect_problem(
        "chains.902.consensus the consensus node http://node-902:9545 says the "
        "dependency set is chains 901, 902, but the consensus node "
        "http://node-901:9545 says chains 901, 902, 903; they must agree");
    consensus_.dependency_sets.insert_or_assign(b, set_of({901, 902, 903}, 60));
    expect_problem(
        "says an expiry window of 60 s, but the consensus node http://node-901:9545 "
        "says 604800 s");
}

TEST_F(Resolve, a_node_that_contradicts_the_set_file)
{
    plain_chain("901");
    plain_chain("902");
    set_file(R"({"dependencies":{"901":{},"902":{}}})");
    const auto url = node("901");
    consensus_.rollup_configs = {{url, reply_of({})}};
    consensus_.dependency_sets = {{url, set_of({901, 902, 903})}};
    expect_problem("says the dependency set is chains 901, 902, 903, but the file");
}

TEST_F(Resolve, a_node_without_a_set_leaves_it_to_the_others)
{
    plain_chain("901");
    plain_chain("902");
    const auto a = node("901");
    const auto b = node("902");
    consensus_.rollup_configs = {{a, reply_of({})}, {b, reply_of({.chain = 902})}};
    consensus_.dependency_sets.insert_or_assign(
        a, error(chain::ErrorKind::unsupported, "method not found"));
    consensus_.dependency_sets.insert_or_assign(b, set_of({901, 902}, 60));
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->dependency_set.expiry_window_s(), 60U);
    EXPECT_THAT(set->notes, IsEmpty());
}

TEST_F(Resolve, no_node_has_a_set)
{
    plain_chain("901");
    plain_chain("902");
    const auto url = node("901");
    consensus_.rollup_configs = {{url, reply_of({})}};
    consensus_.dependency_sets.insert_or_assign(
        url, error(chain::ErrorKind::unsupported, "method not found"));
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->source, "the configured chains");
    ASSERT_EQ(set->notes.size(), 1U);
    EXPECT_THAT(set->notes[0], HasSubstr("tells no dependency set (method not found)"));
}

TEST_F(Resolve, a_node_that_was_not_heard_might_know_the_set)
{
    plain_chain("901");
    plain_chain("902");
    const auto a = node("901");
    node("902");
    consensus_.rollup_configs = {{a, reply_of({})}};
    consensus_.dependency_sets.insert_or_assign(
        a, error(chain::ErrorKind::unsupported, "method not found"));
    const auto set = resolve();
    ASSERT_FALSE(set);
    ASSERT_EQ(set.error().size(), 1U) << all(set.error());
    EXPECT_EQ(set.error()[0].key, "chains.902.consensus");
    EXPECT_TRUE(set.error()[0].temporary);
}

TEST_F(Resolve, a_set_of_only_the_own_chain_is_what_a_node_tells_that_was_given_none)
{
    plain_chain("901");
    plain_chain("902");
    set_file(R"({"dependencies":{"901":{},"902":{}}})");
    const auto url = node("901");
    consensus_.rollup_configs = {{url, reply_of({})}};
    consensus_.dependency_sets = {{url, set_of({901})}};
    const auto set = resolve();
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->chains.size(), 2U);
    ASSERT_EQ(set->notes.size(), 1U);
    EXPECT_THAT(set->notes[0], HasSubstr("says its dependency set is only its own chain"));
}

TEST_F(Resolve, a_set_of_only_the_own_chain_counts_when_nobody_knows_more)
{
    plain_chain("901");
    const auto a = node("901");
    consensus_.rollup_configs = {{a, reply_of({})}};
    consensus_.dependency_sets = {{a, set_of({901}, 60)}};
    const auto alone = resolve();
    ASSERT_TRUE(alone) << problems_of(alone);
    EXPECT_EQ(alone->dependency_set.expiry_window_s(), 60U);

    plain_chain("902");
    expect_problem("chains.902 is not in the dependency set of the consensus node");
    const auto b = node("902");
    consensus_.rollup_configs.insert_or_assign(b, reply_of({.chain = 902}));
    consensus_.dependency_sets.insert_or_assign(b, set_of({902}));
    const auto both = resolve();
    ASSERT_FALSE(both);
    EXPECT_THAT(all(both.error()), HasSubstr("they must agree"));
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
