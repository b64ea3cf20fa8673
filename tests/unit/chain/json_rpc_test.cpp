// The exchange itself: HTTP, ids, batches, bounds.
#include "chain/json_rpc.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

#include "tests/unit/chain/node_fixture.hpp"

namespace interlock::chain
{
namespace
{
using nlohmann::json;
using testing::HttpAnswer;
using Refusal = testing::FakeNode::BatchRefusal;
using std::chrono_literals::operator""ms;

class JsonRpcTest : public NodeTest
{
protected:
    JsonRpc client() const { return JsonRpc{secret_endpoint(node), limits}; }

    /// The numbers of the blocks that a batch of eth_getBlockByNumber calls brings, in order.
    Result<std::vector<std::string>> numbers(JsonRpc& rpc, size_t count)
    {
        std::vector<RpcCall> calls;
        for (uint64_t i = 0; i < count; ++i)
            calls.push_back(
                {"eth_getBlockByNumber", "[\"" + quantity_to_hex(i % 11) + "\",false]"});
        std::vector<std::string> out;
        auto sent = rpc.call_all(calls,
            [&out](size_t index, const RpcResult& result)
            {
                EXPECT_EQ(index, out.size());
                out.push_back(result ? json::parse(*result).at("number").get<std::string>()
                                     : result.error().message);
                return true;
            });
        if (!sent)
            return tl::unexpected{sent.error()};
        return out;
    }

    static std::vector<std::string> expected_numbers(size_t count)
    {
        std::vector<std::string> out;
        for (uint64_t i = 0; i < count; ++i)
            out.push_back(quantity_to_hex(i % 11));
        return out;
    }

    /// The next request after a fault is answered as if nothing had been.
    void expect_recovery(JsonRpc& rpc)
    {
        node.behave();
        const auto result = rpc.call({"eth_chainId", "[]"});
        ASSERT_TRUE(result.has_value()) << result.error().message;
        EXPECT_EQ(*result, "\"0x385\"");
    }

    void expect_fault(const HttpAnswer& answer, ErrorKind kind, const std::string& text)
    {
        SCOPED_TRACE(text);
        auto rpc = client();
        node.answer_with(answer);
        expect_error(rpc.call({"eth_chainId", "[]"}), kind, text);
        expect_error(numbers(rpc, 3), kind, text);
        expect_recovery(rpc);
    }
};

HttpAnswer with_status(unsigned status)
{
    HttpAnswer answer;
    answer.status = status;
    return answer;
}

HttpAnswer with_body(std::string body)
{
    HttpAnswer answer;
    answer.body = std::move(body);
    return answer;
}

TEST_F(JsonRpcTest, uses_one_connection_and_sends_the_credentials)
{
    auto rpc = client();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(*rpc.call({"eth_chainId", "[]"}), "\"0x385\"");
    EXPECT_EQ(node.http_requests(), 3U);
    EXPECT_EQ(node.connections(), 1U);
    const auto request = node.last_request();
    EXPECT_EQ(request.target, "/v3/secretkey?token=abc");
    EXPECT_EQ(request.headers.at("authorization"), "Basic dXNlcjpzZWNyZXRwdw==");
    EXPECT_EQ(request.headers.at("x-api-key"), "headersecret");
    EXPECT_EQ(request.headers.at("content-type"), "application/json");
}

TEST_F(JsonRpcTest, a_refused_connection_is_unreachable_until_it_is_accepted)
{
    auto rpc = client();
    EXPECT_TRUE(rpc.call({"eth_chainId", "[]"}).has_value());
    node.refuse_connections();
    expect_error(rpc.call({"eth_chainId", "[]"}), ErrorKind::unreachable, "connect");
    node.accept_connections();
    expect_recovery(rpc);
}

TEST_F(JsonRpcTest, silence_is_timed_out)
{
    limits.timeout = 100ms;
    auto rpc = client();
    node.hold();
    expect_error(rpc.call({"eth_chainId", "[]"}), ErrorKind::timed_out, "within 100 ms");
    node.release();
    limits.timeout = 10'000ms;
    auto patient = client();
    expect_recovery(patient);
}

TEST_F(JsonRpcTest, an_answer_may_come_late)
{
    auto rpc = client();
    node.hold();
    std::thread waiter{[this]
        {
            node.wait_until_held();
            node.release();
        }};
    EXPECT_TRUE(rpc.call({"eth_chainId", "[]"}).has_value());
    waiter.join();
}

TEST_F(JsonRpcTest, statuses_say_what_to_do_next)
{
    auto soon = with_status(503);
    soon.headers["Retry-After"] = "7";
    expect_fault(soon, ErrorKind::rate_limited, "HTTP status 503, retry after 7 s");
    expect_fault(with_status(429), ErrorKind::rate_limited, "HTTP status 429");
    expect_fault(with_status(503), ErrorKind::refused, "HTTP status 503");
    expect_fault(with_status(500), ErrorKind::refused, "HTTP status 500");
    expect_fault(with_status(401), ErrorKind::refused, "HTTP status 401");
    expect_fault(with_status(400), ErrorKind::refused, "HTTP status 400");
    expect_fault(with_status(413), ErrorKind::too_large, "HTTP status 413");
    auto moved = with_status(302);
    moved.headers["Location"] = node.url();
    expect_fault(moved, ErrorKind::refused, "HTTP status 302");
}

TEST_F(JsonRpcTest, keeps_the_hint_when_to_come_back)
{
    auto rpc = client();
    auto answer = with_status(429);
    answer.headers["Retry-After"] = "12";
    node.answer_with(answer, 1);
    EXPECT_EQ(rpc.call({"eth_chainId", "[]"}).error().retry_after_s, 12U);
    answer.headers["Retry-After"] = "999999999";
    node.answer_with(answer, 1);
    EXPECT_EQ(rpc.call({"eth_chainId", "[]"}).error().retry_after_s, 3'600U);
    node.answer_with(with_status(429), 1);
    EXPECT_EQ(rpc.call({"eth_chainId", "[]"}).error().retry_after_s, std::nullopt);
}

TEST_F(JsonRpcTest, nonsense_is_malformed)
{
    expect_fault(with_body("<html>busy</html>"), ErrorKind::malformed, "the reply is no JSON");
    expect_fault(with_body(""), ErrorKind::malformed, "the reply is no JSON");
    expect_fault(with_body("{\"id\":1,\"result\":"), ErrorKind::malformed, "the reply is no JSON");
    expect_fault(with_body("[17]"), ErrorKind::malformed, "the reply is no JSON-RPC: [0]: not an");
    auto not_gzip = with_body("{}");
    not_gzip.headers["Content-Encoding"] = "gzip";
    expect_fault(not_gzip, ErrorKind::malformed, "bad HTTP Content");
}

TEST_F(JsonRpcTest, half_a_reply_is_unreachable)
{
    auto cut = with_body(std::string(1'000, ' '));
    cut.cut_short = true;
    expect_fault(cut, ErrorKind::unreachable, "partial");
    HttpAnswer nothing;
    nothing.hang_up = true;
    expect_fault(nothing, ErrorKind::unreachable, "no data");
}

/// The most memory this process has held so far, in bytes.
size_t peak_memory_bytes()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
    {
        if (line.starts_with("VmHWM:"))
            return std::stoull(line.substr(6)) * 1'024;
    }
    return 0;
}

TEST_F(JsonRpcTest, a_reply_without_end_is_too_large_and_held_in_bounds)
{
    constexpr uint64_t kHuge = uint64_t{200} << 20U;
    constexpr size_t kLimit = size_t{1} << 20U;
    constexpr size_t kAllowance = size_t{32} << 20U;
    limits.max_reply_bytes = kLimit;
    const auto before = peak_memory_bytes();
    for (const auto bytes : {kHuge, testing::kEndless})
    {
        auto flood = with_body("[1,2,3,");
        flood.stream_bytes = bytes;
        expect_fault(flood, ErrorKind::too_large, "exceeds 1048576 bytes");
    }
    EXPECT_LT(peak_memory_bytes() - before, kAllowance);
}

TEST_F(JsonRpcTest, endless_headers_are_too_large)
{
    HttpAnswer answer;
    for (int i = 0; i < 100; ++i)
        answer.headers["X-" + std::to_string(i)] = std::string(4'000, 'x');
    expect_fault(answer, ErrorKind::too_large, "exceeds");
}

TEST_F(JsonRpcTest, the_bound_is_exact)
{
    const std::string body = R"({"id":1,"result":"0x385"})";
    limits.max_reply_bytes = body.size();
    auto fits = client();
    node.answer_with(with_body(body));
    EXPECT_TRUE(fits.call({"eth_chainId", "[]"}).has_value());
    EXPECT_EQ(fits.last_reply_bytes(), body.size());
    --limits.max_reply_bytes;
    auto exceeds = client();
    expect_error(exceeds.call({"eth_chainId", "[]"}), ErrorKind::too_large, "exceeds");
}

TEST_F(JsonRpcTest, compression_does_not_get_around_the_bound)
{
    node.compress();
    auto rpc = client();
    EXPECT_EQ(*numbers(rpc, 11), expected_numbers(11));
    EXPECT_THAT(node.last_request().headers.at("accept-encoding"), ::testing::HasSubstr("gzip"));

    // A megabyte of spaces is a kilobyte on the way.
    node.tamper("eth_chainId", [](const json&, json& r) { r = std::string(1'000'000, ' '); });
    limits.max_reply_bytes = 100'000;
    auto bounded = client();
    expect_error(bounded.call({"eth_chainId", "[]"}), ErrorKind::too_large, "exceeds 100000 bytes");
    expect_recovery(bounded);
}

TEST_F(JsonRpcTest, a_reply_must_have_the_id_of_its_request)
{
    auto rpc = client();
    const json foreign[]{999'999, "1", nullptr, -1, 1.5};
    for (const auto& id : foreign)
    {
        SCOPED_TRACE(id.dump());
        node.tamper_replies(
            [&id](json& reply) { (reply.is_array() ? reply.at(1) : reply)["id"] = id; });
        expect_error(rpc.call({"eth_chainId", "[]"}), ErrorKind::malformed, "id is not");
        expect_error(numbers(rpc, 3), ErrorKind::malformed, "id is not");
    }
    expect_recovery(rpc);
}

TEST_F(JsonRpcTest, batches_may_be_answered_in_any_order_but_wholly)
{
    auto rpc = client();
    node.tamper_replies([](json& reply) { std::reverse(reply.begin(), reply.end()); });
    EXPECT_EQ(*numbers(rpc, 11), expected_numbers(11));
    EXPECT_EQ(node.http_requests(), 1U);

    node.tamper_replies([](json& reply) { reply.at(2) = reply.at(1); });
    expect_error(numbers(rpc, 5), ErrorKind::malformed, "two replies with the same id");
    node.tamper_replies([](json& reply) { reply.erase(3); });
    expect_error(numbers(rpc, 5), ErrorKind::malformed, "no reply to 1 of 5 requests");
    node.tamper_replies([](json& reply) { reply.push_back(reply.at(0)); });
    expect_error(numbers(rpc, 5), ErrorKind::malformed, "two replies with the same id");
    node.tamper_replies([](json& reply) { reply = json(reply.at(0)); });
    expect_error(numbers(rpc, 5), ErrorKind::malformed, "a single reply to a batch");
    node.tamper_replies([](json& reply) { reply = json::array({reply}); });
    expect_error(rpc.call({"eth_chainId", "[]"}), ErrorKind::malformed, "a batch of replies");
    expect_recovery(rpc);
}

TEST_F(JsonRpcTest, batches_shrink_to_what_the_node_takes)
{
    for (const auto refusal : {Refusal::one_error, Refusal::one_error_in_array, Refusal::http_413})
    {
        for (const size_t limit : {1U, 3U, 8U})
        {
            SCOPED_TRACE(limit);
            auto rpc = client();
            node.limit_batches(limit, refusal);
            EXPECT_EQ(*numbers(rpc, 20), expected_numbers(20));
            // What was learned is kept.
            const auto before = node.http_requests();
            EXPECT_EQ(*numbers(rpc, limit), expected_numbers(limit));
            EXPECT_LE(node.http_requests() - before, limit);
        }
    }
}

TEST_F(JsonRpcTest, batches_grow_again_after_a_while)
{
    auto rpc = client();
    node.limit_batches(1);
    EXPECT_EQ(*numbers(rpc, 4), expected_numbers(4));
    node.behave();
    EXPECT_EQ(*numbers(rpc, 1'000), expected_numbers(1'000));
    const auto before = node.http_requests();
    EXPECT_EQ(*numbers(rpc, 4), expected_numbers(4));
    EXPECT_LE(node.http_requests() - before, 2U);
}

TEST_F(JsonRpcTest, large_batches_are_sent_in_parts)
{
    auto rpc = client();
    EXPECT_EQ(*numbers(rpc, 250), expected_numbers(250));
    EXPECT_EQ(node.http_requests(), 3U);
}

TEST_F(JsonRpcTest, one_call_of_a_batch_may_fail_alone)
{
    auto rpc = client();
    node.tamper_replies(
        [](json& reply)
        {
            reply.at(1).erase("result");
            reply.at(1)["error"] = {{"code", -32'000}, {"message", "missing trie node"}};
        });
    const auto found = numbers(rpc, 3);
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_THAT((*found)[1], ::testing::HasSubstr("error -32000: missing trie node"));
    EXPECT_EQ((*found)[2], "0x2");
}

TEST_F(JsonRpcTest, a_consumer_stops_the_rest)
{
    auto rpc = client();
    node.limit_batches(1);
    std::vector<RpcCall> calls(5, RpcCall{"eth_chainId", "[]"});
    size_t consumed = 0;
    const auto sent = rpc.call_all(calls,
        [&consumed](size_t, const RpcResult&)
        {
            ++consumed;
            return consumed < 2;
        });
    EXPECT_TRUE(sent.has_value());
    EXPECT_EQ(consumed, 2U);
    EXPECT_EQ(node.calls("eth_chainId"), 2U);
}

TEST_F(JsonRpcTest, what_a_node_repeats_of_the_url_stays_secret)
{
    auto rpc = client();
    node.fail("eth_chainId", -32'000,
        "no project secretkey at /v3/secretkey?token=abc for user:secretpw\nheadersecret");
    expect_error(rpc.call({"eth_chainId", "[]"}), ErrorKind::refused,
        "eth_chainId: error -32000: no project *** at ***?*** for ***:*** ***");
}

TEST_F(JsonRpcTest, an_error_under_an_http_status_is_read)
{
    auto answer = with_body(R"({"id":null,"error":{"code":-32601,"message":"no such method"}})");
    answer.status = 404;
    expect_fault(answer, ErrorKind::unsupported, "HTTP status 404: error -32601: no such method");
}
}  // namespace
}  // namespace interlock::chain
