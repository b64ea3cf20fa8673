// Nodes that are wrong: what they say is not believed, said why, and forgotten once they behave.
#include "tests/unit/chain/node_fixture.hpp"

namespace interlock::chain
{
namespace
{
using nlohmann::json;
using testing::FakeChain;

const std::string kOtherHash = "0x" + std::string(64, '1');

class LyingNodeTest : public NodeTest
{
protected:
    std::unique_ptr<BlockSource> from = source();

    /// Block 5 is refused, with and without others, and accepted once the node behaves.
    void expect_fault(ErrorKind kind, const std::string& text)
    {
        SCOPED_TRACE(text);
        expect_error(from->blocks(5, 1), kind, text);
        expect_error(from->blocks(5, 3), kind, text);
        node.behave();
        expect_blocks(*from, 5, 3);
    }

    void tamper_block(const std::function<void(json&)>& change)
    {
        node.tamper("eth_getBlockByNumber",
            [change](const json& params, json& block)
            {
                if (params.at(0) == "0x5")
                    change(block);
            });
    }

    void tamper_receipts(const std::function<void(json&)>& change)
    {
        node.tamper("eth_getBlockReceipts",
            [change](const json& params, json& receipts)
            {
                if (params.at(0) == "0x5")
                    change(receipts);
            });
    }
};

TEST_F(LyingNodeTest, a_header_must_hash_to_its_hash)
{
    tamper_block([](json& block) { block["hash"] = kOtherHash; });
    expect_fault(ErrorKind::unverified, "block 5: the header hashes to 0x");
    tamper_block([](json& block) { block["stateRoot"] = kOtherHash; });
    expect_fault(ErrorKind::unverified, "a fork newer than this program knows");
    tamper_block([](json& block) { block.erase("blobGasUsed"); });
    expect_fault(ErrorKind::unverified, "block 5: a header field is missing");
}

TEST_F(LyingNodeTest, the_block_must_be_the_one_asked_for)
{
    const auto other = testing::block_json(&node.chain().at(6));
    tamper_block([&](json& block) { block = other; });
    expect_fault(ErrorKind::unverified, "asked for block 5, got block 6");
    node.tamper("eth_getBlockByHash", [&](const json&, json& block) { block = other; });
    expect_error(from->seal(node.chain().at(5).hash), ErrorKind::unverified, "asked for block 0x");
}

TEST_F(LyingNodeTest, seals_are_verified_as_well)
{
    tamper_block([](json& block) { block["timestamp"] = "0x1"; });
    expect_error(from->seal(uint64_t{5}), ErrorKind::unverified, "the header hashes to");
    tamper_block([](json& block) { block = "0x"; });
    expect_error(from->seal(uint64_t{5}), ErrorKind::malformed, "block 5: neither an object");
    tamper_block([](json& block) { block.erase("number"); });
    expect_error(from->seal(uint64_t{5}), ErrorKind::malformed, "block 5: block.number: missing");
}

TEST_F(LyingNodeTest, fields_must_be_there_and_of_their_type)
{
    tamper_block([](json& block) { block.erase("receiptsRoot"); });
    expect_fault(ErrorKind::malformed, "block 5: block.receiptsRoot: missing");
    tamper_receipts([](json& r) { r[1]["logs"][0]["topics"] = "none"; });
    expect_fault(ErrorKind::malformed, "receipts[1].logs[0].topics: not an array");
    tamper_receipts([](json& r) { r = json::object(); });
    expect_fault(ErrorKind::malformed, "the receipts of block 5: receipts: not an array");
}

TEST_F(LyingNodeTest, receipts_must_be_those_of_the_header)
{
    tamper_receipts([](json& r) { r[1]["logs"][0]["data"] = "0x1234"; });
    expect_fault(ErrorKind::unverified, "block 5: the 4 receipts have the root 0x");
    tamper_receipts([](json& r) { r[1]["status"] = "0x0"; });
    expect_fault(ErrorKind::unverified, "the 4 receipts have the root 0x");
    tamper_receipts([](json& r) { r.erase(3); });
    expect_fault(ErrorKind::unverified, "block 5: 3 receipts for 4 transactions");
    tamper_receipts([](json& r) { r = json::array(); });
    expect_fault(ErrorKind::unverified, "block 5: 0 receipts for 4 transactions");
}

TEST_F(LyingNodeTest, numbers_must_run_without_a_gap)
{
    // Nothing but these numbers is wrong, so no root can tell.
    tamper_receipts([](json& r) { r[3]["logs"][0]["logIndex"] = "0x3"; });
    expect_fault(ErrorKind::unverified, "block 5: receipts[3].logs[0].logIndex: 3 where 2 is due");
    tamper_receipts([](json& r) { r[3]["logs"][0]["logIndex"] = "0x0"; });
    expect_fault(ErrorKind::unverified, "logIndex: 0 where 2 is due");
    tamper_receipts([](json& r) { r[2]["transactionIndex"] = "0x1"; });
    expect_fault(ErrorKind::unverified, "block 5: receipts[2].transactionIndex: 1 where 2 is due");
}

TEST_F(LyingNodeTest, what_is_missing_may_come_later)
{
    tamper_block([](json& block) { block = nullptr; });
    expect_fault(ErrorKind::not_found, "block 5: not there");
    tamper_receipts([](json& r) { r = nullptr; });
    expect_fault(ErrorKind::not_found, "the receipts of block 5: not there");
}

TEST_F(LyingNodeTest, a_block_may_move_while_it_is_read)
{
    auto reorged = node.chain();
    reorged.rewind(4);
    reorged.append({{testing::some_log(77)}});
    const auto receipts = testing::receipts_json(&reorged.head());
    tamper_receipts([&](json& r) { r = receipts; });
    expect_fault(ErrorKind::not_found, "block 5: moved while being read");
}

TEST_F(LyingNodeTest, blocks_must_link_unless_the_chain_moved_between_them)
{
    auto reorged = node.chain();
    reorged.rewind(4);
    reorged.extend(3);
    const auto serve_from_6 = [&]
    {
        node.tamper("eth_getBlockByNumber",
            [&](const json& params, json& block)
            {
                const auto number = quantity_from_hex(std::string{params.at(0)}).value();
                if (number >= 6)
                    block = testing::block_json(&reorged.at(number));
            });
        node.tamper("eth_getBlockReceipts",
            [&](const json& params, json& r)
            {
                const auto number = quantity_from_hex(std::string{params.at(0)}).value();
                if (number >= 6)
                    r = testing::receipts_json(&reorged.at(number));
            });
    };
    serve_from_6();
    expect_error(from->blocks(4, 3), ErrorKind::unverified, "block 6 does not follow block 0x");

    // The second look at block 5 finds that it is another by now.
    node.behave();
    node.tamper_replies(
        [&](json& reply)
        {
            if (!reply.is_array())
                return;
            reply[4]["result"] = testing::block_json(&reorged.at(6));
            reply[5]["result"] = testing::receipts_json(&reorged.at(6));
        });
    node.tamper("eth_getBlockByNumber",
        [&, asked = 0](const json& params, json& block) mutable
        {
            if (params.at(0) == "0x5" && ++asked == 2)
                block = testing::block_json(&reorged.at(5));
        });
    expect_error(
        from->blocks(4, 3), ErrorKind::not_found, "block 6: the chain moved while being read");
    node.update([&](FakeChain& chain) { chain = reorged; });
    node.behave();
    expect_blocks(*from, 4, 3);
}

TEST_F(LyingNodeTest, time_must_go_forward)
{
    testing::FakeChainOptions options;
    options.block_time_s = 0;
    FakeChain chain{options};
    chain.extend(2);
    node.update([&](FakeChain& served) { served = chain; });
    expect_error(from->blocks(0, 2), ErrorKind::unverified, "block 1 does not follow block 0x");
}

TEST_F(LyingNodeTest, another_chains_blocks_are_no_continuation)
{
    testing::FakeChainOptions options;
    options.id = ChainId::from_u64(902);
    FakeChain other{options};
    other.extend(10);
    node.tamper("eth_getBlockByNumber",
        [&](const json& params, json& block)
        {
            const auto number = quantity_from_hex(std::string{params.at(0)}).value();
            if (number >= 6)
                block = testing::block_json(other.find(number));
        });
    // Its blocks prove themselves, but do not link, and their receipts are not the ones served.
    expect_error(from->blocks(5, 2), ErrorKind::unverified, "block 6 does not follow");
    expect_error(from->blocks(6, 1), ErrorKind::not_found, "moved while being read");
}

TEST_F(LyingNodeTest, good_blocks_before_a_bad_one_are_delivered)
{
    tamper_receipts([](json& r) { r.erase(3); });
    expect_blocks(*from, 2, 9, 3);
    expect_error(from->blocks(5, 6), ErrorKind::unverified, "block 5: 3 receipts");
}

TEST_F(LyingNodeTest, a_node_without_block_receipts_is_explained)
{
    node.remove_method("eth_getBlockReceipts");
    expect_fault(ErrorKind::unsupported,
        "use an execution node that serves eth_getBlockReceipts (op-geth, op-reth");
}

TEST_F(LyingNodeTest, errors_keep_their_kind)
{
    node.fail("eth_getBlockByNumber", -32'005, "slow down");
    expect_fault(ErrorKind::rate_limited, "eth_getBlockByNumber: error -32005: slow down");
    node.fail("eth_getBlockReceipts", -32'000, "pruned history unavailable");
    expect_fault(ErrorKind::refused, "eth_getBlockReceipts: error -32000: pruned history");
    node.answer_with({.status = 502, .headers = {}, .body = "bad gateway at secretkey"});
    expect_fault(ErrorKind::refused, "HTTP status 502");
}
}  // namespace
}  // namespace interlock::chain
