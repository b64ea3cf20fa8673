#include <gmock/gmock.h>

#include "tests/support/fake_chain_json.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/unit/chain/decode_json.hpp"

namespace interlock::chain
{
namespace
{
using nlohmann::json;
using testing::ForkShape;
using ::testing::HasSubstr;

/// Two logs in the first transaction, none in the second, one in the third; a deposit before.
testing::FakeChain sample_chain(ForkShape fork = ForkShape::isthmus)
{
    testing::FakeChainOptions options;
    options.fork = fork;
    testing::FakeChain chain{options};
    chain.append({{testing::some_log(1), testing::some_log(2)}, {}, {testing::some_log(3)}});
    return chain;
}

json sample_block()
{
    return testing::block_json(&sample_chain().head());
}

json sample_receipts()
{
    return testing::receipts_json(&sample_chain().head());
}

TEST(decode_block, reads_every_header_field_of_every_fork)
{
    for (const auto fork : {ForkShape::bedrock, ForkShape::canyon, ForkShape::ecotone,
             ForkShape::holocene, ForkShape::isthmus, ForkShape::jovian})
    {
        SCOPED_TRACE(static_cast<int>(fork));
        const auto chain = sample_chain(fork);
        const auto block = decode_json(testing::block_json(&chain.head()), &decode_block);
        ASSERT_TRUE(block.has_value()) << block.error();
        EXPECT_EQ(block->hash, chain.head().hash);
        // The hash covers every field.
        EXPECT_EQ(eth::hash_header(block->header), chain.head().hash);
        EXPECT_EQ(block->transaction_count, 4U);
    }
}

TEST(decode_block, names_the_field_that_is_wrong)
{
    const Patch cases[]{
        {"/hash", "remove", "block.hash: missing"},
        {"/hash", nullptr, "block.hash: not a string"},
        {"/hash", "0x12", "block.hash: not 32 bytes in hex"},
        {"/parentHash", 7, "block.parentHash: not a string"},
        {"/miner", "0x" + std::string(40, 'g'), "block.miner: not 20 bytes in hex"},
        {"/logsBloom", "0x00", "block.logsBloom: not 256 bytes in hex"},
        {"/nonce", "0x0", "block.nonce: not 8 bytes in hex"},
        {"/number", "12", "block.number: not a quantity of at most 64 bits"},
        {"/number", "0x012", "block.number: not a quantity"},
        {"/number", "0x", "block.number: not a quantity"},
        {"/number", "0x10000000000000000", "block.number: not a quantity"},
        {"/number", "0xffffffffffffffff", ""},
        {"/timestamp", "remove", "block.timestamp: missing"},
        {"/difficulty", "0x1" + std::string(64, '0'), "block.difficulty: not a quantity"},
        {"/difficulty", "0x" + std::string(64, 'f'), ""},
        {"/extraData", "0x123", "block.extraData: not bytes in hex"},
        {"/extraData", "0x" + std::string(2 * 8'192, '1'), ""},
        {"/extraData", "0x" + std::string(2 * 8'193, '1'), "block.extraData: 8193 bytes"},
        {"/baseFeePerGas", "0xzz", "block.baseFeePerGas: not a quantity"},
        {"/baseFeePerGas", nullptr, ""},
        {"/requestsHash", "remove", ""},
        {"/requestsHash", "0x", "block.requestsHash: not 32 bytes in hex"},
        {"/transactions", "0x", "block.transactions: not an array"},
        {"/transactions", "remove", ""},
        {"/aFieldOfTomorrow", json::array({1, json::object()}), ""},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(std::string{c.pointer} + " " + c.value.dump().substr(0, 40));
        const auto block = decode_json(patched(sample_block(), c), &decode_block);
        EXPECT_EQ(block.has_value(), *c.error == '\0');
        EXPECT_THAT(block ? std::string{} : block.error(), HasSubstr(c.error));
    }
}

TEST(decode_block, refuses_other_shapes)
{
    EXPECT_THAT(decode_text("[]", &decode_block).error(), HasSubstr("block: not an object"));
    EXPECT_FALSE(decode_text("{", &decode_block).has_value());
    const auto twice = R"({"number":"0x1",)" + sample_block().dump().substr(1);
    EXPECT_THAT(decode_text(twice, &decode_block).error(), HasSubstr("block.number: given twice"));
}

TEST(decode_receipts, reads_what_the_receipts_root_covers)
{
    for (const auto fork : {ForkShape::bedrock, ForkShape::canyon, ForkShape::isthmus})
    {
        const auto chain = sample_chain(fork);
        const auto receipts = decode_json(testing::receipts_json(&chain.head()), &decode_receipts);
        ASSERT_TRUE(receipts.has_value()) << receipts.error();
        EXPECT_EQ(eth::receipts_root(*receipts), chain.head().header.receipts_root);
        EXPECT_EQ(receipts->front().deposit_nonce, chain.head().receipts.front().deposit_nonce);
    }
}

TEST(decode_receipts, names_the_field_that_is_wrong)
{
    const Patch cases[]{
        {"/1/type", "remove", ""},
        {"/1/type", "0x7E", ""},
        {"/1/type", "0x7f", ""},
        {"/1/type", "0x80", "receipts[1].type: no transaction type"},
        {"/1/type", 2, "receipts[1].type: not a string"},
        {"/1/status", "remove", "receipts[1]: neither status nor root"},
        {"/1/status", "0x2", "receipts[1].status: neither 0x0 nor 0x1"},
        {"/1/root", "0x", ""},
        {"/1/root", nullptr, ""},
        {"/1/root", "0x12", "receipts[1].root: not 32 bytes"},
        {"/2/cumulativeGasUsed", "remove", "receipts[2].cumulativeGasUsed: missing"},
        {"/2/logsBloom", "0x", "receipts[2].logsBloom: not 256 bytes"},
        {"/2/logs", "remove", "receipts[2].logs: missing"},
        {"/2/logs", nullptr, "receipts[2].logs: not an array"},
        {"/1/logs/0/topics", "remove", "receipts[1].logs[0].topics: missing"},
        {"/1/logs/0/topics/0", "0x12", "receipts[1].logs[0].topics[0]: not 32 bytes"},
        {"/1/logs/1/topics", json::array(), ""},
        {"/1/logs/1/address", "0x", "receipts[1].logs[1].address: not 20 bytes"},
        {"/1/logs/1/data", "0x1", "receipts[1].logs[1].data: not bytes in hex"},
        {"/1/logs/1/data", "remove", "receipts[1].logs[1].data: missing"},
        {"/1/logs/1", 5, "receipts[1].logs[1]: not an object"},
        {"/1/logs/1/logIndex", "0x2", "receipts[1].logs[1].logIndex: 2 where 1 is due"},
        {"/1/logs/1/logIndex", "0x0", "receipts[1].logs[1].logIndex: 0 where 1 is due"},
        {"/3/logs/0/logIndex", "0x0", "receipts[3].logs[0].logIndex: 0 where 2 is due"},
        {"/3/logs/0/logIndex", "remove", "receipts[3].logs[0].logIndex: missing where 2 is due"},
        {"/3/transactionIndex", "0x2", "receipts[3].transactionIndex: 2 where 3 is due"},
        {"/3/transactionIndex", "remove", "receipts[3].transactionIndex: missing"},
        {"/0/depositNonce", "0xg", "receipts[0].depositNonce: not a quantity"},
        {"/0/depositReceiptVersion", nullptr, ""},
        {"/2/blockHash", "0x" + std::string(64, '1'), "receipts[2].blockHash: not that of"},
        {"/2/blockHash", nullptr, ""},
        {"/0", json::array(), "receipts[0]: not an object"},
        {"/1/logs/0/blockTimestamp", "0x69800e84", ""},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(std::string{c.pointer} + " " + c.value.dump());
        const auto receipts = decode_json(patched(sample_receipts(), c), &decode_receipts);
        EXPECT_EQ(receipts.has_value(), *c.error == '\0');
        EXPECT_THAT(receipts ? std::string{} : receipts.error(), HasSubstr(c.error));
    }
    const Patch five{
        "/1/logs/0/topics", json(std::vector<std::string>(5, "0x" + std::string(64, '1'))), ""};
    EXPECT_EQ(decode_json(patched(sample_receipts(), five), &decode_receipts).error(),
        "receipts[1].logs[0].topics: 5 topics");
}

TEST(decode_receipts, a_missing_type_is_legacy_and_capitals_are_digits)
{
    auto receipts = sample_receipts();
    receipts[0]["type"] = "0x7E";
    receipts[1].erase("type");
    const auto decoded = decode_json(receipts, &decode_receipts);
    ASSERT_TRUE(decoded.has_value()) << decoded.error();
    EXPECT_EQ((*decoded)[0].type, eth::kDepositType);
    EXPECT_EQ((*decoded)[1].type, 0);
}

TEST(decode_receipts, a_root_counts_only_without_a_status)
{
    const std::string root = "0x" + std::string(64, '1');
    auto receipts = sample_receipts();
    receipts[1]["root"] = root;
    receipts[2]["root"] = root;
    receipts[2].erase("status");
    const auto decoded = decode_json(receipts, &decode_receipts);
    ASSERT_TRUE(decoded.has_value()) << decoded.error();
    EXPECT_EQ(std::get<bool>((*decoded)[1].outcome), true);
    EXPECT_EQ(to_hex(std::get<Hash32>((*decoded)[2].outcome)), root);
}

TEST(decode_block_receipts, reports_numbers_out_of_line_beside_the_receipts)
{
    auto receipts = sample_receipts();
    receipts[1]["logs"][1]["logIndex"] = "0x5";
    const auto decoded = decode_json(receipts, &decode_block_receipts);
    ASSERT_TRUE(decoded.has_value()) << decoded.error();
    EXPECT_EQ(decoded->receipts.size(), 4U);
    EXPECT_EQ(decoded->misplaced, "receipts[1].logs[1].logIndex: 5 where 1 is due");
    EXPECT_EQ(decoded->block_hash, sample_chain().head().hash);
}

TEST(decode_block_receipts, no_receipts_belong_to_no_known_block)
{
    const auto decoded = decode_text("[]", &decode_block_receipts);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_TRUE(decoded->receipts.empty());
    EXPECT_FALSE(decoded->block_hash.has_value());
    EXPECT_FALSE(decoded->misplaced.has_value());
}

TEST(decode_log, reads_one_log)
{
    const auto log = decode_json(sample_receipts()[1]["logs"][1], &decode_log);
    ASSERT_TRUE(log.has_value()) << log.error();
    EXPECT_EQ(log_hash(*log), log_hash(testing::some_log(2)));
    EXPECT_EQ(decode_text("{}", &decode_log).error(), "log.address: missing");
}

TEST(decode, deep_nesting_is_an_error)
{
    const std::string deep(100'000, '[');
    EXPECT_FALSE(decode_text(deep, &decode_receipts).has_value());
    EXPECT_FALSE(decode_text(R"({"extra":)" + deep, &decode_block).has_value());
}
}  // namespace
}  // namespace interlock::chain
