#include "chain/rpc_reply.hpp"

#include <gmock/gmock.h>

namespace interlock::chain
{
namespace
{
using ::testing::HasSubstr;
using ::testing::Not;

tl::expected<RpcReplies, std::string> parse(std::string_view text)
{
    // The results point into the text, so it outlives this function.
    static simdjson::padded_string padded;
    padded = simdjson::padded_string{text};
    simdjson::ondemand::parser parser;
    return parse_replies(parser, padded);
}

TEST(rpc_reply, finds_id_result_and_error_in_any_order)
{
    const auto replies =
        parse(R"([{"result":{"a":[1,{"b":"]"}]},"id":7,"jsonrpc":"2.0"},)"
              R"({"jsonrpc":"2.0","id":8,"error":{"message":"no","code":-5,"data":[1]}},)"
              R"({"id":null,"result":null,"error":{"code":1}},)"
              R"({"id":"9","result": 12 ,"error":null}])");
    ASSERT_TRUE(replies.has_value()) << replies.error();
    EXPECT_TRUE(replies->is_batch);
    ASSERT_EQ(replies->replies.size(), 4U);
    const auto& all = replies->replies;
    EXPECT_EQ(all[0].id, 7U);
    EXPECT_EQ(all[0].result, R"({"a":[1,{"b":"]"}]})");
    EXPECT_FALSE(all[0].error.has_value());
    EXPECT_EQ(all[1].id, 8U);
    ASSERT_TRUE(all[1].error.has_value());
    EXPECT_EQ(all[1].error->code, -5);
    EXPECT_EQ(all[1].error->message, "no");
    EXPECT_EQ(all[2].id, std::nullopt);
    EXPECT_EQ(all[2].result, "null");
    EXPECT_EQ(all[3].id, std::nullopt);
    EXPECT_EQ(all[3].result, "12");
    EXPECT_FALSE(all[3].error.has_value());
}

TEST(rpc_reply, tells_a_single_reply_from_a_batch_of_one)
{
    EXPECT_FALSE(parse(R"({"id":1,"result":"0x1"})")->is_batch);
    EXPECT_TRUE(parse(R"([{"id":1,"result":"0x1"}])")->is_batch);
    EXPECT_TRUE(parse("[]")->replies.empty());
}

TEST(rpc_reply, refuses_what_is_no_reply)
{
    static constexpr const char* kCases[]{"", " ", "<html>busy</html>", "null", "12", R"("text")",
        "{", "[", R"({"id":1})", R"([{"id":1,"result":1},7])", R"({"id":1,"result":1} {})",
        R"({"id":1,"result":1}])", R"({"id":1,"error":"text"})", R"({"id":1,"error":{}})",
        R"({"id":1,"error":{"code":"x"}})", R"({"id":1,"result":1,"result":2})",
        R"({"id":1,"result":{)", "\xff\xfe"};
    for (const auto* text : kCases)
    {
        const auto replies = parse(text);
        EXPECT_FALSE(replies.has_value()) << text;
    }
}

TEST(rpc_reply, errors_sort_by_what_the_caller_does_next)
{
    struct Case
    {
        int64_t code;
        const char* message;
        ErrorKind kind;
    };
    static constexpr Case kCases[]{
        {-32601, "the method x does not exist/is not available", ErrorKind::unsupported},
        {-32004, "not supported", ErrorKind::unsupported},
        {-32000, "Method eth_getBlockReceipts is not supported", ErrorKind::unsupported},
        {-32600, "Unsupported method: eth_getBlockReceipts", ErrorKind::unsupported},
        {-39001, "finalized block not found", ErrorKind::not_found},
        {-32001, "resource not found", ErrorKind::not_found},
        {-32000, "safe block not found", ErrorKind::not_found},
        {-32000, "Unknown Block", ErrorKind::not_found},
        {-32000, "header not found", ErrorKind::not_found},
        {-32005, "daily request count exceeded", ErrorKind::rate_limited},
        {429, "compute units per second exceeded", ErrorKind::rate_limited},
        {-32009, "server is busy", ErrorKind::rate_limited},
        {-32003, "response too large", ErrorKind::too_large},
        {-32008, "Response is too big", ErrorKind::too_large},
        {-32603, "internal error", ErrorKind::refused},
        {-32602, "invalid params", ErrorKind::refused},
        {-32000, "missing trie node", ErrorKind::refused},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.message);
        EXPECT_EQ(to_string(kind_of({c.code, c.message})), to_string(c.kind));
    }
}

TEST(rpc_reply, node_texts_become_one_short_line)
{
    EXPECT_EQ(printable("as it is"), "as it is");
    EXPECT_EQ(printable("two\r\nlines\x1b[31m"), "two  lines [31m");
    EXPECT_EQ(printable(std::string(200, 'x')), std::string(200, 'x'));
    EXPECT_EQ(printable(std::string(201, 'x')), std::string(200, 'x') + "…");
    // A character is kept or dropped as a whole: "é" has two bytes.
    EXPECT_EQ(printable(std::string(199, 'x') + "éé"), std::string(199, 'x') + "…");
}
}  // namespace
}  // namespace interlock::chain
