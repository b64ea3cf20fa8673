// The names of settings in every notation, and what is said of names that do not exist.
#include <gmock/gmock.h>

#include "config_support.hpp"
#include "server/config/keys.hpp"
#include "server/config/suggest.hpp"

namespace interlock::server::test
{
namespace
{
using testing::HasSubstr;

TEST(config_names, variables_derive_from_keys)
{
    EXPECT_EQ(variable_name("data_dir"), "INTERLOCK_DATA_DIR");
    EXPECT_EQ(variable_name("grpc.listen"), "INTERLOCK_GRPC_LISTEN");
    EXPECT_EQ(variable_name("dependency_set.expiry_window_s"),
        "INTERLOCK_DEPENDENCY_SET_EXPIRY_WINDOW_S");
    EXPECT_EQ(
        variable_name("chains.<id>.execution_headers"), "INTERLOCK_CHAINS_<id>_EXECUTION_HEADERS");
}

TEST(config_names, every_setting_is_found_by_every_name)
{
    for (const auto& setting : settings())
    {
        std::string key{setting.key};
        auto variable = variable_name(setting.key);
        if (setting.per_chain())
        {
            key.replace(key.find("<id>"), 4, "0x385");
            variable.replace(variable.find("<id>"), 4, "901");
        }
        SCOPED_TRACE(key);
        const auto by_key = find_key(key);
        const auto by_variable = find_variable(variable);
        ASSERT_TRUE(by_key && by_variable);
        EXPECT_EQ(by_key->setting, &setting);
        EXPECT_EQ(by_variable->setting, &setting);
        EXPECT_EQ(by_key->chain, by_variable->chain);
        EXPECT_EQ(by_key->text(), by_variable->text());
        EXPECT_EQ(by_key->chain.has_value(), setting.per_chain());
    }
}

TEST(config_names, no_two_settings_share_a_variable)
{
    std::map<std::string, std::string_view> seen;
    for (const auto& setting : settings())
    {
        const auto [before, added] = seen.emplace(variable_name(setting.key), setting.key);
        EXPECT_TRUE(added) << setting.key << " and " << before->second;
    }
}

TEST(config_names, chain_ids)
{
    struct Case
    {
        const char* text;
        const char* decimal;  // Empty when it is no chain id.
    };
    static constexpr Case kCases[]{
        {"901", "901"},
        {"0x385", "901"},
        {"0X385", "901"},
        {"0xAB", "171"},
        {"115792089237316195423570985008687907853269984665640564039457584007913129639935",
            "115792089237316195423570985008687907853269984665640564039457584007913129639935"},
        {"115792089237316195423570985008687907853269984665640564039457584007913129639936", ""},
        {"", ""},
        {"-1", ""},
        {"1.5", ""},
        {"0x", ""},
        {"op", ""},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.text);
        const auto id = chain_id_from_key(c.text);
        EXPECT_EQ(id ? to_string(*id) : "", c.decimal);
    }
}

TEST(config_names, unknown_names_bring_a_suggestion)
{
    struct Case
    {
        const char* name;
        const char* want;
    };
    static constexpr Case kCases[]{
        {"grpc.lisen", "did you mean grpc.listen?"},
        {"grpc.listne", "did you mean grpc.listen?"},
        {"GRPC.Listen", "did you mean grpc.listen?"},
        {"grpc-listen", "did you mean grpc.listen?"},
        {"log.lvl", "did you mean log.level?"},
        {"datadir", "did you mean data_dir?"},
        {"ingest.batch_block", "did you mean ingest.batch_blocks?"},
        {"chains.901.exection", "did you mean chains.901.execution?"},
        {"chains.0x385.consensus_header", "did you mean chains.0x385.consensus_headers?"},
        {"check-confg", "did you mean check-config?"},
        {"something.quite.different", "is not a setting; --help lists them all"},
        {"", "is not a setting; --help lists them all"},
        {"chains.op.name", "names no chain: op is not a chain id"},
        {"chains..name", "names no chain:  is not a chain id"},
        {"chains", "is not a setting"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        const auto key = find_key(c.name, command_flags());
        ASSERT_FALSE(key);
        EXPECT_THAT(key.error(), HasSubstr(c.want));
    }
}

TEST(config_names, unknown_variables_are_refused)
{
    EXPECT_THAT(problems_of(load(with_chain({}), {{"INTERLOCK_GRPC_LISEN", "x"}})),
        HasSubstr("INTERLOCK_GRPC_LISEN is not a setting; did you mean INTERLOCK_GRPC_LISTEN?"));
    EXPECT_THAT(problems_of(load(with_chain({}), {{"INTERLOCK_CHAINS_901_NAM", "x"}})),
        HasSubstr("did you mean INTERLOCK_CHAINS_901_NAME?"));
    EXPECT_THAT(problems_of(load(with_chain({}), {{"INTERLOCK_CHAINS_OP_NAME", "x"}})),
        HasSubstr("OP is not a chain id"));
}

TEST(config_names, variables_of_others_are_left_alone)
{
    const Environment environment{
        {"PATH", "/bin"},
        {"INTERLOC", "x"},
        {"INTERLOCKED", "x"},
        {"INTERLOCK_DATA", "/data"},
        {"INTERLOCK_SERVER", "localhost:7545"},
        {"INTERLOCK_LOG_LEVEL", ""},
        // What Kubernetes sets for services named "interlock" and "interlock-rpc".
        {"INTERLOCK_SERVICE_HOST", "10.0.0.1"},
        {"INTERLOCK_SERVICE_PORT", "7545"},
        {"INTERLOCK_SERVICE_PORT_GRPC", "7545"},
        {"INTERLOCK_PORT", "tcp://10.0.0.1:7545"},
        {"INTERLOCK_PORT_7545_TCP", "tcp://10.0.0.1:7545"},
        {"INTERLOCK_PORT_7545_TCP_PROTO", "tcp"},
        {"INTERLOCK_PORT_7545_TCP_PORT", "7545"},
        {"INTERLOCK_PORT_7545_TCP_ADDR", "10.0.0.1"},
        {"INTERLOCK_RPC_SERVICE_HOST", "10.0.0.1"},
        {"INTERLOCK_RPC_PORT", "tcp://10.0.0.1:7545"},
    };
    EXPECT_EQ(problems_of(load(with_chain({}), environment)), "");
    EXPECT_THAT(problems_of(load(with_chain({}), {{"INTERLOCK_PORT", "7545"}})),
        HasSubstr("INTERLOCK_PORT is not a setting"));
}

TEST(config_names, a_setting_given_twice_is_refused)
{
    EXPECT_THAT(problems_of(load(with_chain({"--log.level=info", "--log.level=warn"}))),
        HasSubstr("log.level is given twice, before by flag --log.level; keep one"));
    EXPECT_THAT(problems_of(load(with_chain({"--chains.901.name=a", "--chains.0x385.name=a"}))),
        HasSubstr("chains.901.name is given twice, before by flag --chains.901.name"));
}

TEST(suggest, nearest_within_a_third_of_the_word)
{
    const std::vector<std::string> words{"alpha", "beta", "gamma-delta"};
    EXPECT_EQ(nearest("alhpa", words), "alpha");  // An exchange is one edit.
    EXPECT_EQ(nearest("bet", words), "beta");
    EXPECT_EQ(nearest("gama-dleta", words), "gamma-delta");
    EXPECT_EQ(nearest("bxyz", words), std::nullopt);
    EXPECT_EQ(nearest(std::string(129, 'a'), words), std::nullopt);
    EXPECT_EQ(nearest("alpha", std::vector<std::string>{}), std::nullopt);
}
}  // namespace
}  // namespace interlock::server::test
