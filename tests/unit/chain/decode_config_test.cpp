#include <gmock/gmock.h>

#include "tests/unit/chain/decode_json.hpp"

namespace interlock::chain
{
namespace
{
using nlohmann::json;
using ::testing::HasSubstr;

const std::string kHash = "0x" + std::string(64, '7');

json rollup()
{
    return {{"genesis", {{"l1", {{"hash", kHash}, {"number", 11'017'655}}},
                            {"l2", {{"hash", kHash}, {"number", 5}}}, {"l2_time", 1'780'949'904},
                            {"system_config", {{"gasLimit", 60'000'000}}}}},
        {"block_time", 2}, {"l1_chain_id", 11'155'111}, {"l2_chain_id", 420'120'137},
        {"jovian_time", 0}, {"lagoon_time", 1'800'000'000}};
}

TEST(decode_rollup_config, reads_what_matters)
{
    const auto config = decode_rollup_config(rollup().dump(4));
    ASSERT_TRUE(config.has_value()) << config.error();
    EXPECT_EQ(config->chain.id, ChainId::from_u64(420'120'137));
    EXPECT_EQ(config->chain.block_time_s, 2U);
    EXPECT_EQ(config->chain.activation_s, 1'800'000'000U);
    EXPECT_EQ(config->genesis_number, 5U);
    EXPECT_EQ(to_hex(config->genesis_hash), kHash);
    EXPECT_EQ(config->genesis_time_s, 1'780'949'904U);
}

TEST(decode_rollup_config, activation_has_two_names)
{
    struct Case
    {
        json lagoon;
        json interop;
        std::optional<uint64_t> want;
    };
    const Case cases[]{{nullptr, nullptr, std::nullopt}, {7, nullptr, 7}, {nullptr, 7, 7},
        {7, 7, 7}, {0, nullptr, 0}, {0, 0, 0}};
    for (const auto& c : cases)
    {
        auto file = rollup();
        file["lagoon_time"] = c.lagoon;
        file["interop_time"] = c.interop;
        const auto config = decode_rollup_config(file.dump());
        ASSERT_TRUE(config.has_value()) << config.error();
        EXPECT_EQ(config->chain.activation_s, c.want);
    }
    auto contradiction = rollup();
    contradiction["interop_time"] = 3;
    EXPECT_EQ(decode_rollup_config(contradiction.dump()).error(),
        "rollup config: lagoon_time is 1800000000, but interop_time is 3");
    auto neither = rollup();
    neither.erase("lagoon_time");
    EXPECT_EQ(decode_rollup_config(neither.dump())->chain.activation_s, std::nullopt);
}

TEST(decode_rollup_config, names_the_field_that_is_wrong)
{
    const Patch cases[]{
        {"/l2_chain_id", "remove", "l2_chain_id: missing"},
        {"/l2_chain_id", json::object(), "l2_chain_id: not a number"},
        {"/l2_chain_id", -1, "l2_chain_id: not a chain id"},
        {"/l2_chain_id", 1.5, "l2_chain_id: not a chain id"},
        {"/l2_chain_id", "0x385", ""},
        {"/block_time", "remove", "block_time: missing"},
        {"/block_time", 0, "block_time: zero"},
        {"/block_time", -2, "block_time: not a whole number"},
        {"/block_time", "two", "block_time: not a whole number"},
        {"/lagoon_time", -1, "lagoon_time: not a whole number"},
        {"/lagoon_time", true, "lagoon_time: not a number"},
        {"/genesis", "remove", "genesis: missing"},
        {"/genesis/l2", "remove", "genesis.l2: missing"},
        {"/genesis/l2/hash", "0x12", "genesis.l2.hash: not 32 bytes"},
        {"/genesis/l2/number", "remove", "genesis.l2.number: missing"},
        {"/genesis/l2_time", "remove", "genesis.l2_time: missing"},
        {"/genesis/l1", "remove", ""},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.pointer);
        const auto config = decode_rollup_config(patched(rollup(), c).dump());
        EXPECT_EQ(config.has_value(), *c.error == '\0');
        EXPECT_THAT(config ? std::string{} : config.error(), HasSubstr(c.error));
    }
}

TEST(decode_rollup_config, keeps_chain_ids_beyond_64_bits_exact)
{
    auto text = rollup().dump();
    const std::string id = "420120137";
    text.replace(text.find(id), id.size(), "123456789012345678901234567890");
    const auto config = decode_rollup_config(text);
    ASSERT_TRUE(config.has_value()) << config.error();
    EXPECT_EQ(to_string(config->chain.id), "123456789012345678901234567890");
}

TEST(decode_rollup_config, refuses_what_is_no_such_document)
{
    for (const auto* text : {"", "[]", "7", "null", "{", "{}", "not json"})
        EXPECT_THAT(decode_rollup_config(text).error(), HasSubstr("rollup config: ")) << text;
    EXPECT_THAT(decode_rollup_config(rollup().dump() + "{}").error(), HasSubstr("follows"));
    EXPECT_THAT(
        decode_rollup_config(std::string(2'000'000, ' ')).error(), HasSubstr("larger than"));
}

TEST(decode_dependency_set, reads_old_and_new_forms)
{
    struct Case
    {
        const char* text;
        std::vector<uint64_t> chains;
        uint64_t window_s;
    };
    const Case cases[]{
        {R"({"dependencies":{"902":{},"901":{}}})", {901, 902}, 0},
        {R"({"dependencies":{"901":{}},"overrideMessageExpiryWindow":null})", {901}, 0},
        {R"({"dependencies":{"901":{}},"overrideMessageExpiryWindow":0})", {901}, 0},
        {R"({"dependencies":{"901":{}},"overrideMessageExpiryWindow":3600})", {901}, 3'600},
        {R"({"overrideMessageExpiryWindow":604801,"dependencies":{"901":{}}})", {901}, 604'801},
        {R"({"dependencies":{"901":{"chainIndex":"901","activationTime":17,"historyMinTime":17}}})",
            {901}, 0},
        {R"({"dependencies":{}})", {}, 0},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.text);
        const auto file = decode_dependency_set(c.text);
        ASSERT_TRUE(file.has_value()) << file.error();
        std::vector<ChainId> chains;
        for (const auto id : c.chains)
            chains.push_back(ChainId::from_u64(id));
        EXPECT_EQ(file->chains, chains);
        EXPECT_EQ(file->expiry_window_override_s, c.window_s);
    }
}

TEST(decode_dependency_set, says_what_is_wrong)
{
    struct Case
    {
        const char* text;
        const char* error;
    };
    static constexpr Case kCases[]{
        {"{}", "dependencies: missing"},
        {R"({"dependencies":[]})", "dependencies: not an object"},
        {R"({"dependencies":{"op":{}}})", "dependencies: a key is not a chain id"},
        {R"({"dependencies":{"-1":{}}})", "dependencies: a key is not a chain id"},
        {R"({"dependencies":{"901":{},"901":{}}})", "dependencies: chain 901 twice"},
        {R"({"dependencies":{"901":{},"0x385":{}}})", "dependencies: chain 901 twice"},
        {R"({"dependencies":{"901":{}},"overrideMessageExpiryWindow":-1})",
            "overrideMessageExpiryWindow: not a whole number"},
        {R"({"dependencies":{"901":{}},"overrideMessageExpiryWindow":{}})",
            "overrideMessageExpiryWindow: not a number"},
        {R"([{"dependencies":{}}])", "not an object"},
        {R"({"dependencies":{"901":{})", "dependency set: "},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.text);
        const auto file = decode_dependency_set(c.text);
        ASSERT_FALSE(file.has_value());
        EXPECT_THAT(file.error(), HasSubstr(c.error));
    }
}

TEST(decode_dependency_set, bounds_the_number_of_chains)
{
    json chains;
    for (int i = 1; i <= 4'097; ++i)
        chains[std::to_string(i)] = json::object();
    EXPECT_THAT(decode_dependency_set(json{{"dependencies", chains}}.dump()).error(),
        HasSubstr("more than 4096 chains"));
    chains.erase("1");
    EXPECT_TRUE(decode_dependency_set(json{{"dependencies", chains}}.dump()).has_value());
}
}  // namespace
}  // namespace interlock::chain
