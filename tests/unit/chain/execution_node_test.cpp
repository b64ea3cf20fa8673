// A truthful execution node, of many shapes.
#include "tests/unit/chain/node_fixture.hpp"

namespace interlock::chain
{
namespace
{
using nlohmann::json;
using testing::FakeChain;
using testing::ForkShape;

class ExecutionNodeTest : public NodeTest
{
};

TEST_F(ExecutionNodeTest, names_itself_without_secrets)
{
    EXPECT_EQ(source()->name(), node.url() + "/…");
}

TEST_F(ExecutionNodeTest, tells_its_chain_id)
{
    EXPECT_EQ(source()->chain_id(), ChainId::from_u64(901));
    node.tamper("eth_chainId", [](const json&, json& r) { r = "0x1" + std::string(40, '0'); });
    EXPECT_EQ(
        to_string(*source()->chain_id()), "1461501637330902918203684832716283019655932542976");
    for (const json& wrong : {json(901), json("901"), json("0x"), json(nullptr), json::array()})
    {
        node.tamper("eth_chainId", [&wrong](const json&, json& r) { r = wrong; });
        expect_error(source()->chain_id(), ErrorKind::malformed, "eth_chainId: not a quantity");
    }
}

TEST_F(ExecutionNodeTest, seals_by_number_hash_and_tag)
{
    const auto chain = node.chain();
    const auto from = source();
    EXPECT_EQ(from->seal(uint64_t{5}), chain.at(5).seal());
    EXPECT_EQ(from->seal(chain.at(5).hash), chain.at(5).seal());
    EXPECT_EQ(from->seal(BlockTag::latest), chain.at(10).seal());
    EXPECT_EQ(from->seal(BlockTag::safe), chain.at(7).seal());
    EXPECT_EQ(from->seal(BlockTag::finalized), chain.at(3).seal());
}

TEST_F(ExecutionNodeTest, delivers_blocks_with_all_their_logs)
{
    const auto from = source();
    expect_blocks(*from, 0, 11);
    expect_blocks(*from, 4, 1);
    const auto block = from->blocks(4, 1);
    EXPECT_EQ(block->front().digest.log_hashes,
        (std::vector{log_hash(testing::some_log(4)), log_hash(testing::some_log(104)),
            log_hash(testing::some_log(204))}));
}

TEST_F(ExecutionNodeTest, finds_executing_messages)
{
    const auto message = testing::message_of(node.chain(), 4, 1);
    node.update([&](FakeChain& chain) { chain.append({{}, {testing::executing_log(message)}}); });
    const auto blocks = source()->blocks(11, 1);
    ASSERT_TRUE(blocks.has_value()) << blocks.error().message;
    EXPECT_EQ(blocks->front().digest.executing, (std::vector{ExecutingLog{0, message, false}}));
}

TEST_F(ExecutionNodeTest, ends_where_the_chain_ends)
{
    const auto from = source();
    expect_blocks(*from, 8, 100, 3);
    expect_error(from->blocks(11, 5), ErrorKind::not_found, "block 11: not there");
    node.update([](FakeChain& chain) { chain.extend(2); });
    expect_blocks(*from, 11, 5, 2);
}

TEST_F(ExecutionNodeTest, asks_for_many_blocks_in_few_requests)
{
    node.update([](FakeChain& chain) { chain.extend(190); });
    const auto from = source();
    expect_blocks(*from, 0, 200);
    EXPECT_LE(node.http_requests(), 8U);
    EXPECT_EQ(node.calls("eth_getBlockReceipts"), 200U);
}

TEST_F(ExecutionNodeTest, reads_the_blocks_of_every_fork)
{
    node.remove_method("eth_getProof");
    for (const auto fork : {ForkShape::bedrock, ForkShape::canyon, ForkShape::ecotone,
             ForkShape::holocene, ForkShape::isthmus, ForkShape::jovian})
    {
        SCOPED_TRACE(static_cast<int>(fork));
        testing::FakeChainOptions options;
        options.fork = fork;
        FakeChain chain{options};
        chain.append({{testing::some_log(1)}}, {testing::some_log(2)});
        node.update([&](FakeChain& served) { served = chain; });
        expect_blocks(*source(), 0, 2);
    }
}

TEST_F(ExecutionNodeTest, has_the_message_passers_root_proven_before_isthmus)
{
    FakeChain chain{{.fork = ForkShape::canyon}};
    chain.extend(5);
    node.update([&](FakeChain& served) { served = chain; });
    const auto roots = [&](const std::shared_ptr<BlockSource>& from, uint64_t first)
    {
        std::vector<bool> proven;
        const auto blocks = from->blocks(first, 3).value();
        for (const auto& block : blocks)
        {
            const auto& header = chain.at(block.digest.seal.id.number);
            const bool is_proven = block.digest.withdrawals_root == header.message_passer;
            EXPECT_TRUE(
                is_proven || block.digest.withdrawals_root == header.header.withdrawals_root);
            proven.push_back(is_proven);
        }
        return proven;
    };
    const std::shared_ptr<BlockSource> good = source();
    EXPECT_EQ(roots(good, 0), (std::vector{false, false, true}));  // The newest is a trial.
    EXPECT_EQ(roots(good, 3), (std::vector{true, true, true}));

    // The state is gone, or it is another one.
    node.fail("eth_getProof", -32000, "missing trie node");
    EXPECT_EQ(roots(good, 0), (std::vector{false, false, false}));
    node.behave();
    node.tamper("eth_getProof", [&](const auto&, nlohmann::json& result)
        { result["accountProof"][0] = to_hex(testing::message_passer_leaf(Hash32{})); });
    EXPECT_EQ(roots(good, 0), (std::vector{false, false, false}));
    node.behave();
    EXPECT_EQ(roots(good, 0), (std::vector{false, false, true}));

    // Who does not have the method is asked once.
    node.remove_method("eth_getProof");
    const auto before = node.calls("eth_getProof");
    const std::shared_ptr<BlockSource> other = source();
    EXPECT_EQ(roots(other, 0), (std::vector{false, false, false}));
    EXPECT_EQ(roots(other, 0), (std::vector{false, false, false}));
    EXPECT_EQ(node.calls("eth_getProof"), before + 1);
}

TEST_F(ExecutionNodeTest, reads_legacy_receipts)
{
    eth::Receipt legacy;
    legacy.outcome = Hash32{};
    legacy.cumulative_gas_used = 1;
    legacy.logs = {testing::some_log(1)};
    legacy.logs_bloom = eth::bloom_of(legacy.logs);
    node.update([&](FakeChain& chain) { chain.append_receipts({legacy}); });
    node.tamper("eth_getBlockReceipts", [](const json&, json& r) { r[0].erase("type"); });
    expect_blocks(*source(), 11, 1);
}

TEST_F(ExecutionNodeTest, accepts_the_dialects_of_nodes)
{
    node.tamper("eth_getBlockReceipts",
        [](const json&, json& receipts)
        {
            for (auto& receipt : receipts)
            {
                if (receipt["type"] == "0x7e")
                    receipt["type"] = "0x7E";
                receipt["root"] = "0x";
                receipt["l1Fee"] = "0x0";
                for (auto& log : receipt["logs"])
                    log["blockTimestamp"] = "0x1";
            }
        });
    node.tamper("eth_getBlockByNumber",
        [](const json&, json& block)
        {
            block["totalDifficulty"] = nullptr;
            block["withdrawals"] = json::array();
            block["somethingNew"] = {{"deep", {1, 2}}};
        });
    node.compress();
    expect_blocks(*source(), 0, 11);
}

TEST_F(ExecutionNodeTest, does_without_batches)
{
    node.limit_batches(1);
    const auto from = source();
    expect_blocks(*from, 0, 100, 11);
    expect_blocks(*from, 3, 4);
}

TEST_F(ExecutionNodeTest, all_requests_for_some_blocks_have_two_timeouts_together)
{
    // Each reply comes in time; asked for singly, eleven blocks need 22 of them.
    limits.timeout = std::chrono::milliseconds{100};
    node.limit_batches(1);
    node.slow_down(std::chrono::milliseconds{30});
    const auto blocks = source()->blocks(0, 11);
    EXPECT_LE(node.http_requests(), 200U / 30U + 1U);
    if (blocks)
        EXPECT_LE(blocks->size(), 3U);
    else
        expect_error(blocks, ErrorKind::timed_out, " ms");
}

TEST_F(ExecutionNodeTest, asks_for_less_when_replies_grow_too_large)
{
    // A few blocks fit.
    limits.max_reply_bytes = 12'000;
    const auto from = source();
    expect_blocks(*from, 0, 11);
    expect_blocks(*from, 1, 10);
}

TEST_F(ExecutionNodeTest, ends_early_where_blocks_are_full)
{
    // Together their logs exceed what is returned at once for such replies.
    limits.max_reply_bytes = size_t{1} << 20U;
    constexpr size_t kBlocks = 100;
    constexpr size_t kLogs = 100;
    constexpr size_t kMostLogs = (size_t{1} << 20U) / 128;
    node.update(
        [](FakeChain& chain)
        {
            for (size_t i = 0; i < kBlocks; ++i)
                chain.append({std::vector<eth::Log>(kLogs, testing::some_log(i))});
        });
    const auto from = source();
    const auto first = node.chain().head().header.number - kBlocks + 1;
    const auto blocks = from->blocks(first, kBlocks);
    ASSERT_TRUE(blocks.has_value()) << blocks.error().message;
    EXPECT_GE(blocks->size(), kMostLogs / kLogs);
    EXPECT_LT(blocks->size(), kBlocks);
    expect_blocks(*from, first + blocks->size(), kBlocks - blocks->size());
}

TEST_F(ExecutionNodeTest, a_single_block_that_is_too_large_is_said_to_be)
{
    limits.max_reply_bytes = 3'000;
    expect_error(source()->blocks(1, 5), ErrorKind::too_large, "exceeds 3000 bytes");
}

TEST_F(ExecutionNodeTest, a_node_may_find_its_own_answer_too_large)
{
    // geth gives up in the middle of a batch, once its reply has grown too large.
    node.tamper_replies(
        [](json& reply)
        {
            for (size_t i = 6; reply.is_array() && i < reply.size(); ++i)
            {
                reply[i].erase("result");
                reply[i]["error"] = {{"code", -32'003}, {"message", "response too large"}};
            }
        });
    expect_blocks(*source(), 0, 11);
}
}  // namespace
}  // namespace interlock::chain
