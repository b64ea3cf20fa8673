// Configuration files of real networks, read in place from $INTERLOCK_DATA/configs.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "config_support.hpp"

namespace interlock::server::test
{
namespace
{
using Json = nlohmann::json;
using testing::HasSubstr;

/// The folder of the data; empty when the tests run on the project's own data alone.
std::filesystem::path configs()
{
    const char* const data = std::getenv("INTERLOCK_DATA");
    if (data == nullptr)
    {
        std::cout << "INTERLOCK_DATA is not set: no configuration files of real networks\n";
        return {};
    }
    return std::filesystem::path{data} / "configs";
}

Json read_json(const std::filesystem::path& file)
{
    std::ifstream in{file};
    EXPECT_TRUE(in) << "cannot read " << file;
    return in ? Json::parse(in) : Json{};
}

std::vector<std::string> chain_flags(
    const TempFolder& folder, const std::string& name, const Json& rollup)
{
    const auto prefix = "--chains." + rollup.at("l2_chain_id").dump() + '.';
    return {prefix + "execution=http://localhost:1",
        prefix + "rollup_config=" + folder.write(name + ".json", rollup.dump()).string()};
}

/// lagoon_time, or under its older name.
std::optional<uint64_t> activation_of(const Json& rollup)
{
    for (const auto* name : {"lagoon_time", "interop_time"})
    {
        if (rollup.contains(name))
            return rollup.at(name).get<uint64_t>();
    }
    return std::nullopt;
}

TEST(config_real_files, rollup_configs_of_the_devnets)
{
    const auto folder = configs();
    if (folder.empty())
        return;
    const auto file = read_json(folder / "interop-devnet-rollup-configs.json");
    ASSERT_FALSE(file.empty());
    for (const auto& [name, rollup] : file.at("rollupConfigs").items())
    {
        SCOPED_TRACE(name);
        const TempFolder own;
        FakeConsensus consensus;
        const auto config = load(chain_flags(own, "rollup", rollup));
        ASSERT_TRUE(config) << problems_of(config);
        const auto set = resolve_chain_set(*config, consensus);
        ASSERT_TRUE(set) << problems_of(set);
        const auto& chain = set->chains.at(0);
        EXPECT_EQ(to_string(chain.config.id), rollup.at("l2_chain_id").dump());
        EXPECT_EQ(chain.config.block_time_s, rollup.at("block_time").get<uint64_t>());
        EXPECT_EQ(chain.config.activation_s, activation_of(rollup));
        ASSERT_TRUE(chain.genesis);
        EXPECT_EQ(chain.genesis->timestamp_s, rollup.at("genesis").at("l2_time").get<uint64_t>());
        EXPECT_EQ(to_hex(chain.genesis->block.hash),
            rollup.at("genesis").at("l2").at("hash").get<std::string>());
    }
}

TEST(config_real_files, two_chains_of_a_devnet_form_a_set)
{
    const auto folder = configs();
    if (folder.empty())
        return;
    const auto file = read_json(folder / "interop-devnet-rollup-configs.json");
    ASSERT_FALSE(file.empty());
    const TempFolder own;
    std::vector<std::string> arguments;
    for (const auto* name : {"interop-jnt-v3-0", "interop-jnt-v3-1"})
    {
        for (auto& flag : chain_flags(own, name, file.at("rollupConfigs").at(name)))
            arguments.push_back(std::move(flag));
    }
    FakeConsensus consensus;
    const auto config = load(arguments);
    ASSERT_TRUE(config) << problems_of(config);
    const auto set = resolve_chain_set(*config, consensus);
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->chains[0].config.block_time_s, 2U);
    EXPECT_EQ(set->chains[1].config.block_time_s, 1U);
}

/// Each published set, configured chain by chain.
void expect_set(const Json& value)
{
    const TempFolder own;
    std::vector<std::string> arguments{
        "--dependency_set.file=" + own.write("set.json", value.dump()).string()};
    for (const auto& [id, ignored] : value.at("dependencies").items())
    {
        arguments.push_back("--chains." + id + ".execution=http://localhost:1");
        arguments.push_back("--chains." + id + ".block_time_s=2");
        arguments.push_back("--chains." + id + ".activation_time=never");
    }
    FakeConsensus consensus;
    const auto config = load(arguments);
    ASSERT_TRUE(config) << problems_of(config);
    const auto set = resolve_chain_set(*config, consensus);
    ASSERT_TRUE(set) << problems_of(set);
    EXPECT_EQ(set->chains.size(), value.at("dependencies").size());
    const auto window = value.value("overrideMessageExpiryWindow", Json{});
    EXPECT_EQ(set->dependency_set.expiry_window_s(),
        window.is_null() ? kMaxExpiryWindowS : window.get<uint64_t>());
}

TEST(config_real_files, published_dependency_sets)
{
    const auto folder = configs();
    if (folder.empty())
        return;
    const auto file = read_json(folder / "dependency-sets.json");
    ASSERT_FALSE(file.empty());
    for (const auto& entry : file)
    {
        SCOPED_TRACE(entry.at("source").get<std::string>());
        const auto& value = entry.at("value");
        if (!value.is_array())
        {
            expect_set(value);
            continue;
        }
        for (const auto& one : value)
            expect_set(one);
    }
}
}  // namespace
}  // namespace interlock::server::test
