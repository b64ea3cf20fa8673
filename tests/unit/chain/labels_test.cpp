// Labels, from tags and from a consensus node, and the configuration that the latter tells.
#include "tests/unit/chain/node_fixture.hpp"

namespace interlock::chain
{
namespace
{
using nlohmann::json;
using testing::FakeChain;

const std::string kZeroHash = "0x" + std::string(64, '0');

class LabelsTest : public NodeTest
{
protected:
    std::unique_ptr<LabelSource> tags() const
    {
        return make_tag_labels(secret_endpoint(node), limits);
    }
    std::unique_ptr<ConsensusNode> consensus() const
    {
        return make_consensus_node(secret_endpoint(node), limits);
    }

    BlockId id(uint64_t number) const { return node.chain().at(number).id(); }

    void tamper_status(const std::function<void(json&)>& change)
    {
        node.tamper("optimism_syncStatus", [change](const json&, json& s) { change(s); });
    }
};

TEST_F(LabelsTest, tags_name_safe_and_finalized_blocks)
{
    const auto labels = tags()->labels();
    ASSERT_TRUE(labels.has_value()) << labels.error().message;
    EXPECT_EQ(labels->local_safe, id(7));
    EXPECT_EQ(labels->finalized, id(3));
    EXPECT_EQ(labels->current_l1, std::nullopt);
    EXPECT_EQ(tags()->name(), node.url() + "/…");
}

TEST_F(LabelsTest, a_tag_without_a_block_is_unknown)
{
    node.update([](FakeChain& chain) { chain = FakeChain{}; });
    EXPECT_EQ(tags()->labels()->local_safe, std::nullopt);
    EXPECT_EQ(tags()->labels()->finalized, std::nullopt);
    node.fail("eth_getBlockByNumber", -39'001, "finalized block not found");
    EXPECT_EQ(tags()->labels()->finalized, std::nullopt);
}

TEST_F(LabelsTest, a_tags_block_is_verified)
{
    node.tamper(
        "eth_getBlockByNumber", [](const json&, json& block) { block["timestamp"] = "0x1"; });
    expect_error(tags()->labels(), ErrorKind::unverified, "the header hashes to");
    node.refuse_connections();
    expect_error(tags()->labels(), ErrorKind::unreachable, "connect");
}

TEST_F(LabelsTest, a_consensus_node_tells_all)
{
    const auto labels = consensus()->labels();
    ASSERT_TRUE(labels.has_value()) << labels.error().message;
    EXPECT_EQ(labels->local_safe, id(7));
    EXPECT_EQ(labels->finalized, id(3));
    EXPECT_EQ(labels->current_l1, node.chain().current_l1());
}

TEST_F(LabelsTest, local_safe_falls_back_to_safe)
{
    tamper_status([](json& s) { s.erase("local_safe_l2"); });
    EXPECT_EQ(consensus()->labels()->local_safe, id(7));
    tamper_status([](json& s) { s["local_safe_l2"] = {{"hash", kZeroHash}, {"number", 0}}; });
    EXPECT_EQ(consensus()->labels()->local_safe, id(7));
    tamper_status([](json& s) { s["local_safe_l2"] = nullptr; });
    EXPECT_EQ(consensus()->labels()->local_safe, id(7));
    tamper_status([&](json& s) { s["safe_l2"] = s["finalized_l2"]; });
    EXPECT_EQ(consensus()->labels()->local_safe, id(7));
    tamper_status(
        [&](json& s)
        {
            s.erase("local_safe_l2");
            s["safe_l2"] = s["finalized_l2"];
        });
    EXPECT_EQ(consensus()->labels()->local_safe, id(3));
}

TEST_F(LabelsTest, what_is_missing_or_zero_is_unknown)
{
    tamper_status([](json& s) { s = json::object(); });
    const auto nothing = consensus()->labels();
    ASSERT_TRUE(nothing.has_value()) << nothing.error().message;
    EXPECT_EQ(nothing->local_safe, std::nullopt);
    EXPECT_EQ(nothing->finalized, std::nullopt);
    EXPECT_EQ(nothing->current_l1, std::nullopt);
    const json zero{{"hash", kZeroHash}, {"number", 0}};
    tamper_status(
        [&](json& s)
        {
            for (auto& [name, ref] : s.items())
                ref = zero;
        });
    EXPECT_EQ(consensus()->labels()->finalized, std::nullopt);
    EXPECT_EQ(consensus()->labels()->current_l1, std::nullopt);
}

TEST_F(LabelsTest, a_status_of_another_form_is_malformed)
{
    tamper_status([](json& s) { s["finalized_l2"]["hash"] = "0x12"; });
    expect_error(consensus()->labels(), ErrorKind::malformed,
        "optimism_syncStatus: finalized_l2.hash: not 32 bytes");
    tamper_status([](json& s) { s["finalized_l2"]["number"] = -1; });
    expect_error(consensus()->labels(), ErrorKind::malformed, "finalized_l2.number: not a whole");
    tamper_status([](json& s) { s = "syncing"; });
    expect_error(consensus()->labels(), ErrorKind::malformed, "neither an object nor an array");
    node.remove_method("optimism_syncStatus");
    expect_error(
        consensus()->labels(), ErrorKind::unsupported, "optimism_syncStatus: error -32601");
}

TEST_F(LabelsTest, a_consensus_node_tells_its_configuration)
{
    const auto config = consensus()->rollup_config();
    ASSERT_TRUE(config.has_value()) << config.error().message;
    EXPECT_EQ(config->chain, (ChainConfig{ChainId::from_u64(901), 2, 0}));
    EXPECT_EQ(config->genesis_hash, node.chain().genesis().hash);
    EXPECT_EQ(config->genesis_time_s, 1'700'000'000U);
    EXPECT_EQ(consensus()->dependency_set(), (DependencySetFile{{ChainId::from_u64(901)}, 0}));
}

TEST_F(LabelsTest, wrong_configuration_is_explained)
{
    node.tamper("optimism_rollupConfig", [](const json&, json& c) { c["block_time"] = 0; });
    expect_error(consensus()->rollup_config(), ErrorKind::malformed,
        "optimism_rollupConfig: rollup config: block_time: zero");
    node.tamper("optimism_dependencySet", [](const json&, json& c) { c = nullptr; });
    expect_error(consensus()->dependency_set(), ErrorKind::unsupported,
        "optimism_dependencySet: the node has none configured");
    node.remove_method("optimism_dependencySet");
    expect_error(consensus()->dependency_set(), ErrorKind::unsupported, "error -32601");
}
}  // namespace
}  // namespace interlock::chain
