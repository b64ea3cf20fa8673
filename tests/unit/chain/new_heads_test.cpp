#include "chain/new_heads.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <future>
#include <thread>

#include "tests/support/fake_websocket.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::chain
{
namespace
{
using ::testing::AllOf;
using testing::FakeWebSocket;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Habit = FakeWebSocket::Habit;
using namespace std::chrono_literals;

/// A URL full of secrets.
Endpoint endpoint_at(uint16_t port, const std::string& scheme = "ws")
{
    auto out = Endpoint::parse_websocket(
        scheme + "://user:secretpw@127.0.0.1:" + std::to_string(port) + "/v3/secretkey?token=abc");
    EXPECT_TRUE(out.has_value());
    EXPECT_TRUE(out->add_header("X-Api-Key: headersecret").has_value());
    return *out;
}

class NewHeadsTest : public ::testing::Test
{
protected:
    NewHeadsTest()
    {
        limits.request.timeout = 5s;
        limits.request.stop = stop.get_token();
    }

    std::unique_ptr<HeadSource> make()
    {
        return make_new_heads(endpoint_at(server.port()), limits);
    }

    static void expect_error(const Result<void>& result, ErrorKind kind, const std::string& text)
    {
        ASSERT_FALSE(result.has_value());
        EXPECT_EQ(to_string(result.error().kind), to_string(kind)) << result.error().message;
        EXPECT_THAT(result.error().message, AllOf(StartsWith("ws://127.0.0.1:"), HasSubstr(text)));
        for (const auto* secret : {"secretpw", "secretkey", "abc", "headersecret", "user"})
            EXPECT_THAT(result.error().message, Not(HasSubstr(secret)));
    }

    FakeWebSocket server;
    std::stop_source stop;
    SubscriptionLimits limits;
};
}  // namespace

TEST_F(NewHeadsTest, each_announcement_ends_one_wait)
{
    const auto source = make();
    EXPECT_THAT(source->name(), StartsWith("ws://127.0.0.1:"));
    ASSERT_TRUE(source->open());
    server.wait_for_subscriptions(1);
    for (int i = 0; i < 3; ++i)
        server.announce();
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(source->next());
    // Another kind of message, or one of another subscription, announces nothing.
    server.send(R"({"jsonrpc":"2.0","method":"other"})");
    server.send(R"({"method":"eth_subscription","params":{"subscription":"0x1","result":{}}})");
    server.announce();
    EXPECT_TRUE(source->next());
}

TEST_F(NewHeadsTest, credentials_go_to_the_node_only)
{
    ASSERT_TRUE(make()->open());
    const auto request = server.last_request();
    EXPECT_EQ(request.at(":target"), "/v3/secretkey?token=abc");
    EXPECT_EQ(request.at("authorization"), "Basic dXNlcjpzZWNyZXRwdw==");
    EXPECT_EQ(request.at("x-api-key"), "headersecret");
    EXPECT_EQ(request.at("host"), "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_EQ(request.count("sec-websocket-extensions"), 0U) << "compression has no bound";
}

TEST_F(NewHeadsTest, what_keeps_it_from_subscribing_is_said)
{
    struct Case
    {
        Habit habit;
        ErrorKind kind;
        const char* text;
    };
    static constexpr Case kCases[]{
        {Habit::refuse_connections, ErrorKind::unreachable, "cannot connect: Connection refused"},
        {Habit::hang_up, ErrorKind::unreachable, "no WebSocket there: "},
        {Habit::decline, ErrorKind::refused, "no WebSocket there: HTTP status 403"},
        {Habit::ask_for_patience, ErrorKind::rate_limited, "no WebSocket there: HTTP status 429"},
        {Habit::refuse_subscription, ErrorKind::unsupported,
            "eth_subscribe: error -32601: no eth_subscribe for ***?***; the endpoint does not"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.text);
        server.set_habit(c.habit);
        const auto opened = make()->open();
        expect_error(opened, c.kind, c.text);
        if (c.habit == Habit::ask_for_patience)
        {
            EXPECT_EQ(opened.error().retry_after_s, 7U);
        }
    }
}

TEST_F(NewHeadsTest, who_does_not_answer_is_given_up)
{
    limits.request.timeout = 50ms;
    for (const auto habit : {Habit::never_shake_hands, Habit::never_reply})
    {
        server.set_habit(habit);
        expect_error(make()->open(), ErrorKind::timed_out, "");
    }
}

TEST_F(NewHeadsTest, a_reply_that_is_none_is_refused)
{
    for (const auto* reply : {"no json", "[]", "7", "{}", R"({"jsonrpc":"2.0","id":1})",
             R"({"jsonrpc":"2.0","id":2,"result":"0x1"})", R"({"jsonrpc":"2.0","id":1,"result":7})",
             R"({"jsonrpc":"2.0","id":1,"result":null})",
             R"([{"jsonrpc":"2.0","id":1,"result":"0x1"}])"})
    {
        SCOPED_TRACE(reply);
        server.reply_with(reply);
        expect_error(make()->open(), ErrorKind::malformed, "a message is not as it should be");
    }
}

TEST_F(NewHeadsTest, what_is_no_announcement_ends_the_connection)
{
    struct Case
    {
        const char* name;
        void (*send)(FakeWebSocket& server);
        ErrorKind kind;
    };
    static constexpr Case kCases[]{
        {"no JSON", [](FakeWebSocket& s) { s.send("garbage"); }, ErrorKind::malformed},
        {"binary", [](FakeWebSocket& s) { s.send_binary("\x01\x02"); }, ErrorKind::malformed},
        {"nothing", [](FakeWebSocket& s) { s.send(""); }, ErrorKind::malformed},
        {"deep", [](FakeWebSocket& s) { s.send(std::string(20'000, '[')); }, ErrorKind::malformed},
        {"no frame", [](FakeWebSocket& s) { s.send_raw("\xff\xff\xff\xff"); },
            ErrorKind::malformed},
        {"masked by the server",
            [](FakeWebSocket& s)
            {
                s.send_raw(
                    "\x81\x81"
                    "abcdX");
            },
            ErrorKind::malformed},
        {"long", [](FakeWebSocket& s) { s.send(std::string(70'000, ' ')); }, ErrorKind::too_large},
        {"announced as longer than all memory",
            [](FakeWebSocket& s) { s.send_raw("\x81\x7f\x3f\xff\xff\xff\xff\xff\xff\xff"); },
            ErrorKind::too_large},
        {"fragments without end",
            [](FakeWebSocket& s)
            {
                s.send_raw(std::string{"\x01\x7e\x10\x00", 4} + std::string(4'096, ' '));
                for (int i = 0; i < 20; ++i)
                    s.send_raw(std::string{"\x00\x7e\x10\x00", 4} + std::string(4'096, ' '));
            },
            ErrorKind::too_large},
        {"chatter",
            [](FakeWebSocket& s)
            {
                for (int i = 0; i < 100; ++i)
                    s.send("{}");
            },
            ErrorKind::malformed},
        {"the end", [](FakeWebSocket& s) { s.drop(); }, ErrorKind::unreachable},
    };
    // Who breaks the protocol is told so, and has half of this time to take leave.
    limits.silence = 2s;
    size_t subscriptions = 0;
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        const auto source = make();
        ASSERT_TRUE(source->open());
        server.wait_for_subscriptions(++subscriptions);
        c.send(server);
        expect_error(source->next(), c.kind, "");
        expect_error(source->next(), ErrorKind::unreachable, "not connected");
    }
}

TEST_F(NewHeadsTest, a_connection_that_died_is_noticed)
{
    // The server's event loop is busy: nobody answers the ping.
    limits.silence = 50ms;
    server.set_habit(Habit::break_off);
    const auto source = make();
    if (source->open())
        expect_error(source->next(), ErrorKind::unreachable, "the connection ended");

    server.set_habit(Habit::serve);
    ASSERT_TRUE(source->open());
    server.wait_for_subscriptions(2);
    server.stall();
    expect_error(source->next(), ErrorKind::timed_out, "");
    server.go_on();
}

TEST_F(NewHeadsTest, a_quiet_chain_is_no_dead_connection)
{
    limits.silence = 2s;
    const auto source = make();
    ASSERT_TRUE(source->open());
    std::promise<bool> announced;
    std::jthread waiter{[&] { announced.set_value(source->next().has_value()); }};
    server.wait_for_pings(2);
    server.announce();
    EXPECT_TRUE(announced.get_future().get());
}

TEST_F(NewHeadsTest, ends_when_the_service_stops)
{
    const auto source = make();
    ASSERT_TRUE(source->open());
    std::jthread stopper{[&] { stop.request_stop(); }};
    expect_error(source->next(), ErrorKind::cancelled, "given up");
    expect_error(source->open(), ErrorKind::cancelled, "given up");
}

TEST_F(NewHeadsTest, encrypted_only_with_a_certificate_that_is_known)
{
    const testing::TempDir folder;
    const auto certificate = testing::make_certificate(folder.path().string());
    FakeWebSocket encrypted{certificate};
    const auto connect = [&](FakeWebSocket& to, const std::string& host)
    {
        const auto endpoint =
            Endpoint::parse_websocket("wss://" + host + ":" + std::to_string(to.port()) + "/key");
        const auto source = make_new_heads(*endpoint, limits);
        return source->open().and_then(
            [&]
            {
                to.announce();
                return source->next();
            });
    };
    const auto unknown = connect(encrypted, "127.0.0.1");
    ASSERT_FALSE(unknown.has_value());
    EXPECT_THAT(unknown.error().message,
        AllOf(StartsWith("wss://127.0.0.1:"), HasSubstr("cannot encrypt the connection")));

    ASSERT_EQ(setenv("SSL_CERT_FILE", certificate.certificate_file.c_str(), 1), 0);
    EXPECT_TRUE(connect(encrypted, "127.0.0.1"));
    EXPECT_TRUE(connect(encrypted, "localhost"));

    const testing::TempDir other_folder;
    const auto other = testing::make_certificate(other_folder.path().string(), "DNS:other.example");
    FakeWebSocket wrong{other};
    ASSERT_EQ(setenv("SSL_CERT_FILE", other.certificate_file.c_str(), 1), 0);
    EXPECT_FALSE(connect(wrong, "localhost")) << "the certificate is for another host";
    unsetenv("SSL_CERT_FILE");
}
}  // namespace interlock::chain
