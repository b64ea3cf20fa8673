// Which chains form the dependency set, and its window.
#include <gmock/gmock.h>

#include "config_resolve_fixture.hpp"

namespace interlock::server::test
{
namespace
{
using testing::HasSubstr;
using testing::IsEmpty;

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
TEST_F(Resolve, retention_is_at_least_twice_the_window)
{
    plain_chain("901");
    window("500");
    const auto before = arguments_;
    for (const auto* enough : {"1000", "1001", "auto", "off"})
    {
        arguments_ = before;
        arguments_.push_back(std::string{"--retention.window_s="} + enough);
        EXPECT_TRUE(resolve()) << enough;
    }
    arguments_ = before;
    arguments_.push_back("--retention.window_s=999");
    expect_problem(
        "retention.window_s is 999, but must be at least 1000, twice the expiry window; or auto, "
        "or off (flag --retention.window_s)");
}
}  // namespace
}  // namespace interlock::server::test
