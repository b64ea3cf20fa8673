// Nodes that are slow, broken or lying: a clear message, nothing wrong in the index, and recovery
// by itself when the cause is gone.
#include "tests/integration/running_service.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;

struct BadNode
{
    const char* name;
    std::function<void(FakeNode&)> misbehave;
    const char* says;  // Part of what status then says.
};

/// The hash of a block replaced wherever it stands.
void claim_other_hash(const nlohmann::json&, nlohmann::json& block)
{
    if (block.is_object())
        block["hash"] = "0x" + std::string(64, '7');
}

void drop_last_receipt(const nlohmann::json&, nlohmann::json& receipts)
{
    if (receipts.is_array() && receipts.size() > 1)
        receipts.erase(receipts.size() - 1);
}

void change_log_data(const nlohmann::json&, nlohmann::json& receipts)
{
    if (receipts.is_array() && receipts.size() > 1)
        receipts[1]["logs"][0]["data"] = "0x1234";
}

void skip_log_index(const nlohmann::json&, nlohmann::json& receipts)
{
    if (receipts.is_array() && receipts.size() > 1)
        receipts[1]["logs"][1]["logIndex"] = "0x7";
}

const BadNode kBadNodes[]{
    {"down", [](FakeNode& node) { node.refuse_connections(); }, "connect"},
    {"garbage", [](FakeNode& node) { node.answer_with({.body = "<html>not json</html>"}); },
        "JSON"},
    {"half a reply",
        [](FakeNode& node) {
            node.answer_with(
                {.body = R"({"jsonrpc":"2.0","id":1,"result":"0x385"})", .cut_short = true});
        },
        "http://127.0.0.1"},
    {"hangs up", [](FakeNode& node) { node.answer_with({.hang_up = true}); }, "http://127.0.0.1"},
    {"200 MB",
        [](FakeNode& node)
        { node.answer_with({.body = std::string(1 << 16, 'x'), .stream_bytes = 200'000'000}); },
        "exceeds 4194304 bytes"},
    {"without end",
        [](FakeNode& node)
        { node.answer_with({.body = std::string(1 << 16, ' '), .stream_bytes = kEndless}); },
        "exceeds 4194304 bytes"},
    {"HTTP 500", [](FakeNode& node) { node.answer_with({.status = 500, .body = "oops"}); }, "500"},
    {"asked to slow down",
        [](FakeNode& node) {
            node.answer_with({.status = 429, .headers = {{"Retry-After", "1"}}});
        },
        "429"},
    {"no eth_getBlockReceipts", [](FakeNode& node) { node.remove_method("eth_getBlockReceipts"); },
        "use an execution node that serves eth_getBlockReceipts"},
    {"a hash that is not the header's",
        [](FakeNode& node) { node.tamper("eth_getBlockByNumber", claim_other_hash); }, "hash"},
    {"a missing receipt",
        [](FakeNode& node) { node.tamper("eth_getBlockReceipts", drop_last_receipt); }, "receipts"},
    {"receipts of other content",
        [](FakeNode& node) { node.tamper("eth_getBlockReceipts", change_log_data); }, "receipts"},
    {"a gap in the log indexes",
        [](FakeNode& node) { node.tamper("eth_getBlockReceipts", skip_log_index); }, "log"},
    {"an error for every block",
        [](FakeNode& node) { node.fail("eth_getBlockByNumber", -32000, "database is broken"); },
        "database is broken"},
};

class BadNodesTest : public ::testing::TestWithParam<BadNode>
{
};
}  // namespace

TEST_P(BadNodesTest, is_said_and_healed_and_leaves_no_trace)
{
    RunningService service;
    service.start();
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    const auto honest = service.alpha.chain();

    GetParam().misbehave(service.alpha);
    RunningService::extend(service.alpha, 3);
    EXPECT_TRUE(eventually([&] { return !service.status_of(kAlpha).trouble.empty(); }));
    const auto status = service.status_of(kAlpha);
    EXPECT_NE(status.trouble.find(GetParam().says), std::string::npos) << status.trouble;
    EXPECT_EQ(status.head, honest.head().seal());
    EXPECT_EQ(service.status_of(kBeta).trouble, "");

    service.alpha.behave();
    service.alpha.accept_connections();
    EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
    EXPECT_TRUE(eventually([&] { return service.status_of(kAlpha).trouble.empty(); }));
}

INSTANTIATE_TEST_SUITE_P(nodes, BadNodesTest, ::testing::ValuesIn(kBadNodes),
    [](const auto& parameter)
    {
        std::string name = parameter.param.name;
        std::replace_if(
            name.begin(), name.end(), [](char c) { return std::isalnum(c) == 0; }, '_');
        return name;
    });

TEST(bad_nodes, a_silent_node_is_given_up_after_its_time)
{
    RunningService service;
    service.start();
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    service.alpha.hold();
    EXPECT_TRUE(eventually([&] { return !service.status_of(kAlpha).trouble.empty(); }));
    EXPECT_NE(
        service.status_of(kAlpha).trouble.find("no whole reply within 1000 ms"), std::string::npos)
        << service.status_of(kAlpha).trouble;
    RunningService::extend(service.alpha, 2);
    service.alpha.release();
    EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
}

TEST(bad_nodes, blocks_of_another_chain_do_not_enter)
{
    RunningService service;
    service.start();
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    const auto honest = service.alpha.chain();
    // Same chain id, but another history from its first block on.
    FakeChain stranger{{.id = kAlpha, .genesis_time_s = 1'600'000'000}};
    stranger.extend(20);
    service.alpha.update([&](FakeChain& chain) { chain = stranger; });
    EXPECT_TRUE(eventually(
        [&] { return service.status_of(kAlpha).state == client::pb::CHAIN_STATE_HALTED; }));
    const auto status = service.status_of(kAlpha);
    EXPECT_NE(status.trouble.find("data_dir"), std::string::npos) << status.trouble;
    EXPECT_EQ(status.head, honest.head().seal());
    service.alpha.update([&](FakeChain& chain) { chain = honest; });
    EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
}

TEST(bad_nodes, stopping_does_not_wait_for_a_silent_node)
{
    RunningService service;
    service.start({"--ingest.request_timeout_ms=60000"});
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    service.alpha.hold();
    service.alpha.wait_until_held();
    service.stop();  // Would otherwise take the test's whole time.
    service.alpha.release();
}
}  // namespace interlock
