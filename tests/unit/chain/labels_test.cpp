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
    EXPECT_EQ(tags()->name(), node.url() + "/…");
    EXPECT_EQ(*labels,
        (Labels{
            .local_safe = id(7), .finalized = id(3), .safe = id(7), .source = node.url() + "/…"}));
}

TEST_F(LabelsTest, a_tags_finalized_block_is_local_safe_too)
{
    node.update([](FakeChain& chain) { chain.set_safe(2); });
    const auto labels = tags()->labels();
    ASSERT_TRUE(labels.has_value()) << labels.error().message;
    EXPECT_EQ(labels->local_safe, id(3));
    EXPECT_EQ(labels->safe, id(2));
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
    node.update(
        [](FakeChain& chain)
        {
            chain.set_safe(6);
            chain.set_local_safe(8);
        });
    const auto labels = consensus()->labels();
    ASSERT_TRUE(labels.has_value()) << labels.error().message;
    const auto l1 = node.chain().current_l1();
    EXPECT_EQ(*labels, (Labels{.local_safe = id(8),
                           .finalized = id(3),
                           .current_l1 = l1,
                           .safe = id(6),
                           .derived = DerivedBlock{id(8), l1},
                           .source = node.url() + "/…"}));
}

TEST_F(LabelsTest, the_final_l1_block_is_told_in_full_or_not_at_all)
{
    const auto hash = "0x" + std::string(64, '1');
    const auto parent = "0x" + std::string(64, '2');
    const json whole{{"hash", hash}, {"number", 870}, {"parentHash", parent}, {"timestamp", 1'699}};
    tamper_status([&](json& s) { s["finalized_l1"] = whole; });
    const auto told = consensus()->labels();
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_EQ(told->finalized_l1,
        (BlockSeal{{870, *fixed_from_hex<Hash32>(hash)}, *fixed_from_hex<Hash32>(parent), 1'699}));
    auto zero = whole;
    zero["hash"] = kZeroHash;
    auto part = whole;
    part.erase("timestamp");
    auto broken = whole;
    broken["parentHash"] = "0x1";
    for (const auto& unknown : {json{}, zero, part, broken, json(7)})
    {
        SCOPED_TRACE(unknown.dump());
        tamper_status([&](json& s) { s["finalized_l1"] = unknown; });
        const auto labels = consensus()->labels();
        ASSERT_TRUE(labels) << labels.error().message;
        EXPECT_EQ(labels->finalized_l1, std::nullopt);
    }
}

TEST_F(LabelsTest, parsed_leniently)
{
    node.update(
        [](FakeChain& chain)
        {
            chain.set_safe(6);
            chain.set_local_safe(7);
        });
    const json zero{{"hash", kZeroHash}, {"number", 0}};
    const json numbered_zero{{"hash", kZeroHash}, {"number", 7}};
    const json hash_only{{"hash", "0x" + std::string(64, '1')}};
    const json number_only{{"number", 7}};
    const json short_hash{{"hash", "0x12"}, {"number", 7}};
    const json negative{{"hash", "0x" + std::string(64, '1')}, {"number", -1}};
    for (const auto& unknown : {json{}, zero, numbered_zero, hash_only, number_only, json(7),
             json("safe"), json::array(), json::object(), json(true), short_hash, negative})
    {
        SCOPED_TRACE(unknown.dump());
        tamper_status([&](json& s) { s["local_safe_l2"] = unknown; });
        auto labels = consensus()->labels();
        ASSERT_TRUE(labels.has_value()) << labels.error().message;
        EXPECT_EQ(labels->local_safe, id(6));
        EXPECT_EQ(labels->safe, id(6));
        EXPECT_EQ(labels->derived->l2, id(6));

        tamper_status([&](json& s) { s["safe_l2"] = unknown; });
        labels = consensus()->labels();
        ASSERT_TRUE(labels.has_value()) << labels.error().message;
        EXPECT_EQ(labels->local_safe, id(7));
        EXPECT_EQ(labels->safe, std::nullopt);

        tamper_status([&](json& s) { s["current_l1"] = unknown; });
        labels = consensus()->labels();
        ASSERT_TRUE(labels.has_value()) << labels.error().message;
        EXPECT_EQ(labels->local_safe, id(7));
        EXPECT_EQ(labels->current_l1, std::nullopt);
        EXPECT_EQ(labels->derived, std::nullopt);
    }
}

TEST_F(LabelsTest, what_is_missing_is_unknown)
{
    tamper_status([](json& s) { s = json::object(); });
    const auto nothing = consensus()->labels();
    ASSERT_TRUE(nothing.has_value()) << nothing.error().message;
    EXPECT_EQ(*nothing, Labels{.source = node.url() + "/…"});

    tamper_status([](json& s) { s.erase("local_safe_l2"); });
    EXPECT_EQ(consensus()->labels()->local_safe, id(7));
    tamper_status([](json& s) { s.erase("current_l1"); });
    EXPECT_EQ(consensus()->labels()->derived, std::nullopt);
    EXPECT_EQ(node.calls("optimism_safeHeadAtL1Block"), 1U);
}

TEST_F(LabelsTest, zeros_are_unknown)
{
    tamper_status(
        [&](json& s)
        {
            for (auto& [name, ref] : s.items())
                ref = {{"hash", kZeroHash}, {"number", 0}};
        });
    const auto labels = consensus()->labels();
    ASSERT_TRUE(labels.has_value()) << labels.error().message;
    EXPECT_EQ(*labels, Labels{.source = node.url() + "/…"});
}

TEST_F(LabelsTest, local_safe_is_the_highest_of_what_implies_it)
{
    struct Case
    {
        const char* name;
        std::optional<uint64_t> local_safe;
        std::optional<uint64_t> safe;
        std::optional<uint64_t> finalized;
        std::optional<uint64_t> want;
    };
    static constexpr Case kCases[]{
        {"in order", 8, 6, 3, 8},
        {"all the same", 5, 5, 5, 5},
        {"safe above local-safe", 5, 6, 3, 6},
        {"finalized above local-safe", 2, 2, 3, 3},
        {"finalized above all", 4, 5, 6, 6},
        {"no local-safe", {}, 6, 3, 6},
        {"no local-safe, finalized above safe", {}, 2, 3, 3},
        {"finalized alone", {}, {}, 3, 3},
        {"none", {}, {}, {}, {}},
    };
    const auto chain = node.chain();
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        const auto put = [&chain](json& s, const char* name, std::optional<uint64_t> number)
        {
            s.erase(name);
            if (number)
                s[name] = {{"hash", to_hex(chain.at(*number).hash)}, {"number", *number}};
        };
        tamper_status(
            [&](json& s)
            {
                put(s, "local_safe_l2", c.local_safe);
                put(s, "safe_l2", c.safe);
                put(s, "finalized_l2", c.finalized);
            });
        const auto labels = consensus()->labels();
        ASSERT_TRUE(labels.has_value()) << labels.error().message;
        const auto number_of = [](const std::optional<BlockId>& id)
        { return id ? std::optional{id->number} : std::nullopt; };
        EXPECT_EQ(number_of(labels->local_safe), c.want);
        EXPECT_EQ(number_of(labels->safe), c.safe);
        EXPECT_EQ(number_of(labels->finalized), c.finalized);
    }
}

TEST_F(LabelsTest, a_status_of_another_form_is_malformed)
{
    tamper_status([](json& s) { s["finalized_l2"]["hash"] = "0x12"; });
    expect_error(consensus()->labels(), ErrorKind::malformed,
        "optimism_syncStatus: finalized_l2.hash: not 32 bytes");
    tamper_status([](json& s) { s["finalized_l2"]["number"] = -1; });
    expect_error(consensus()->labels(), ErrorKind::malformed, "finalized_l2.number: not a whole");
    // Where nothing else tells local-safe.
    tamper_status(
        [](json& s)
        {
            s["local_safe_l2"] = 7;
            s["safe_l2"] = nullptr;
        });
    expect_error(consensus()->labels(), ErrorKind::malformed, "local_safe_l2: not an object");
    tamper_status(
        [](json& s)
        {
            s.erase("local_safe_l2");
            s["safe_l2"]["number"] = "many";
        });
    expect_error(consensus()->labels(), ErrorKind::malformed, "safe_l2.number: not a whole");
    tamper_status([](json& s) { s = "syncing"; });
    expect_error(consensus()->labels(), ErrorKind::malformed, "neither an object nor an array");
    node.remove_method("optimism_syncStatus");
    expect_error(
        consensus()->labels(), ErrorKind::unsupported, "optimism_syncStatus: error -32601");
}

/// A node whose newest processed L1 block is 1000, and whose newest local-safe block is 7.
class SafeHeadsTest : public LabelsTest
{
protected:
    static constexpr auto kMethod = "optimism_safeHeadAtL1Block";

    const BlockId l1 = node.chain().current_l1();

    static BlockId l1_block(uint64_t number) { return {number, Hash32{{0x11}}}; }

    void derive(uint64_t l2, BlockId by)
    {
        node.update([&](FakeChain& chain) { chain.derive(l2, by); });
    }

    void tamper_safe_head(const std::function<void(json&)>& change)
    {
        node.tamper(kMethod, [change](const json&, json& reply) { change(reply); });
    }

    /// What a fresh client is told.
    std::optional<DerivedBlock> derived() const
    {
        const auto labels = consensus()->labels();
        EXPECT_TRUE(labels.has_value()) << labels.error().message;
        return labels ? labels->derived : std::nullopt;
    }

    DerivedBlock at_least() const { return {id(7), l1}; }
};

TEST_F(SafeHeadsTest, exact_where_the_node_keeps_them)
{
    derive(5, l1_block(990));
    EXPECT_EQ(derived(), (DerivedBlock{id(5), l1_block(990)}));
    derive(7, l1);
    EXPECT_EQ(derived(), (DerivedBlock{id(7), l1}));
    derive(9, l1_block(1'001));  // Not processed yet when the status was told.
    EXPECT_EQ(derived(), (DerivedBlock{id(7), l1}));
    EXPECT_EQ(node.calls(kMethod), 3U);
}

TEST_F(SafeHeadsTest, a_node_that_does_not_keep_them_is_not_asked_all_the_time)
{
    const auto off = consensus();
    for (int i = 0; i < 301; ++i)
        ASSERT_EQ(off->labels()->derived, at_least());
    EXPECT_EQ(node.calls(kMethod), 1U);
    derive(6, l1_block(999));  // Restarted with them.
    EXPECT_EQ(off->labels()->derived, (DerivedBlock{id(6), l1_block(999)}));
    EXPECT_EQ(off->labels()->derived, (DerivedBlock{id(6), l1_block(999)}));
    EXPECT_EQ(node.calls(kMethod), 3U);

    node.remove_method(kMethod);
    EXPECT_EQ(off->labels()->derived, at_least());
    EXPECT_EQ(off->labels()->derived, at_least());
    EXPECT_EQ(node.calls(kMethod), 4U);
}

TEST_F(SafeHeadsTest, without_local_safe_nothing_is_derived)
{
    node.update(
        [](FakeChain& chain)
        {
            chain = FakeChain{};
            chain.extend(3);
        });
    EXPECT_EQ(derived(), std::nullopt);
    derive(2, l1);
    EXPECT_EQ(derived(), (DerivedBlock{id(2), l1}));
}

TEST_F(SafeHeadsTest, a_failure_does_not_fail_the_labels)
{
    derive(7, l1_block(1'001));
    const auto node_without_entry = consensus();
    EXPECT_EQ(node_without_entry->labels()->derived, at_least());  // Not found.
    EXPECT_EQ(node_without_entry->labels()->derived, at_least());
    EXPECT_EQ(node.calls(kMethod), 2U);

    node.fail(kMethod, -32'000, "disk on fire");
    EXPECT_EQ(node_without_entry->labels()->derived, at_least());
    node.fail(kMethod, -32'005, "slow down");
    EXPECT_EQ(node_without_entry->labels()->derived, at_least());
    EXPECT_EQ(node.calls(kMethod), 4U);
}

TEST_F(SafeHeadsTest, what_cannot_be_is_ignored)
{
    derive(5, l1_block(990));
    struct Case
    {
        const char* name;
        std::function<void(json&)> change;
    };
    const Case cases[]{
        {"null", [](json& r) { r = nullptr; }},
        {"a number", [](json& r) { r = 5; }},
        {"an array",
            [](json& r) {
                r = json::array({1, 2});
            }},
        {"empty", [](json& r) { r = json::object(); }},
        {"no L1 block", [](json& r) { r.erase("l1Block"); }},
        {"no safe head", [](json& r) { r.erase("safeHead"); }},
        {"null safe head", [](json& r) { r["safeHead"] = nullptr; }},
        {"zero safe head",
            [](json& r) {
                r["safeHead"] = {{"hash", kZeroHash}, {"number", 0}};
            }},
        {"zero L1 block",
            [](json& r) {
                r["l1Block"] = {{"hash", kZeroHash}, {"number", 0}};
            }},
        {"no hash", [](json& r) { r["l1Block"].erase("hash"); }},
        {"short hash", [](json& r) { r["safeHead"]["hash"] = "0x1234"; }},
        {"negative number", [](json& r) { r["safeHead"]["number"] = -5; }},
        {"broken number", [](json& r) { r["l1Block"]["number"] = 1.5; }},
        {"too new", [](json& r) { r["l1Block"]["number"] = 1'001; }},
        {"another block of that number", [](json& r) { r["l1Block"]["number"] = 1'000; }},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        tamper_safe_head(c.change);
        EXPECT_EQ(derived(), at_least());
    }
}

TEST_F(SafeHeadsTest, the_record_is_read_entry_by_entry)
{
    derive(3, l1_block(980));
    derive(5, l1_block(990));
    derive(7, l1);
    const auto asked = consensus();
    struct Case
    {
        uint64_t l1_number;
        std::optional<DerivedBlock> want;
    };
    const Case cases[]{{0, {}}, {979, {}}, {980, DerivedBlock{id(3), l1_block(980)}},
        {989, DerivedBlock{id(3), l1_block(980)}}, {999, DerivedBlock{id(5), l1_block(990)}},
        {1'000, DerivedBlock{id(7), l1}}, {UINT64_MAX, DerivedBlock{id(7), l1}}};
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.l1_number);
        EXPECT_EQ(asked->safe_head_at(c.l1_number).value(), c.want);
    }
    EXPECT_EQ(node.calls(kMethod), std::size(cases));
    EXPECT_EQ(asked->labels()->derived, (DerivedBlock{id(7), l1}));
    const auto calls = node.calls(kMethod);
    EXPECT_EQ(asked->safe_head_at(l1.number).value(), (DerivedBlock{id(7), l1}));  // Just asked.
    EXPECT_EQ(node.calls(kMethod), calls);
}

TEST_F(SafeHeadsTest, what_the_record_cannot_say_is_an_error)
{
    const auto off = consensus();
    expect_error(off->safe_head_at(990), ErrorKind::refused, "safe head database not enabled");
    expect_error(off->safe_head_at(990), ErrorKind::unsupported, "keeps no safe heads");
    EXPECT_EQ(node.calls(kMethod), 1U);
    expect_error(tags()->safe_head_at(990), ErrorKind::unsupported, "keeps no safe heads");

    derive(5, l1_block(990));
    tamper_safe_head([](json& r) { r["l1Block"]["number"] = 991; });
    expect_error(consensus()->safe_head_at(990), ErrorKind::malformed, "not a safe head at");
    tamper_safe_head([](json& r) { r["safeHead"]["hash"] = kZeroHash; });
    expect_error(consensus()->safe_head_at(990), ErrorKind::malformed, "not a safe head at");
    node.fail(kMethod, -32'000, "disk on fire");
    expect_error(consensus()->safe_head_at(990), ErrorKind::refused, "disk on fire");
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
