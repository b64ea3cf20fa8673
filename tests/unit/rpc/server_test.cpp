// The door over real sockets: paths, bounds, and clients that are slow or many.
#include "server/rpc/rpc_server.hpp"

#include <gmock/gmock.h>

#include <future>
#include <optional>

#include "tests/support/eventually.hpp"
#include "tests/unit/rpc/http_client.hpp"
#include "tests/unit/rpc/rpc_world.hpp"

namespace interlock::server::rpc
{
namespace
{
using namespace interlock::testing;
using ::testing::HasSubstr;

class ServerTest : public ::testing::Test
{
protected:
    ServerTest() { served.world.extend(kAlpha, 5); }

    void start()
    {
        server.reset();
        auto started = RpcServer::start(settings, served.context());
        ASSERT_TRUE(started) << started.error();
        server = *std::move(started);
    }
    [[nodiscard]] int port() const { return server->port(); }
    std::string ask(const std::string& request)
    {
        RawConnection connection{port()};
        connection.send(request);
        return connection.receive();
    }
    std::string get(const std::string& path, const std::string& headers = {})
    {
        return ask("GET " + path + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n");
    }

    RpcWorld served;
    RpcSettings settings = small_door();
    std::unique_ptr<RpcServer> server;
};

TEST_F(ServerTest, calls_are_answered_again_and_again_over_a_connection)
{
    start();
    RawConnection connection{port()};
    for (int i = 0; i < 100; ++i)
    {
        connection.send(post(kHealth));
        const auto reply = connection.receive();
        ASSERT_EQ(status_of(reply), 200) << i;
        EXPECT_EQ(body_of(reply), kHealthy);
        EXPECT_THAT(reply, HasSubstr("Content-Type: application/json"));
    }
    connection.send(post(kHealth) + post(kHealth));  // Without waiting.
    EXPECT_EQ(body_of(connection.receive()), kHealthy);
    EXPECT_EQ(body_of(connection.receive()), kHealthy);
    connection.send(post(kHealth, "Connection: close\r\n"));
    EXPECT_EQ(body_of(connection.receive()), kHealthy);
    EXPECT_TRUE(connection.is_ended());
}

TEST_F(ServerTest, each_call_may_come_over_a_new_connection)
{
    start();
    for (int i = 0; i < 200; ++i)
        ASSERT_EQ(body_of(ask(post(kHealth))), kHealthy) << i;
}

TEST_F(ServerTest, errors_of_calls_are_replies)
{
    start();
    const auto reply = ask(post(R"({"jsonrpc":"2.0","id":1,"method":"x"})"));
    EXPECT_EQ(status_of(reply), 200);
    EXPECT_THAT(body_of(reply), HasSubstr("-32601"));
    EXPECT_EQ(status_of(ask(post("nothing"))), 200);
    const auto notified = ask(post(R"({"jsonrpc":"2.0","method":"health_status"})"));
    EXPECT_EQ(status_of(notified), 200);
    EXPECT_EQ(body_of(notified), "");
}

TEST_F(ServerTest, paths_and_verbs)
{
    start();
    struct Case
    {
        const char* start;
        int status;
        const char* text;
    };
    static constexpr Case kCases[]{
        {"GET /healthz", 200, R"({"version":"1.2.3"})"},
        {"GET /healthz?x=1", 200, R"({"version":"1.2.3"})"},
        {"POST /healthz", 405, "only GET is served here"},
        {"DELETE /readyz", 405, "only GET is served here"},
        {"GET /", 405, "only POST is served here"},
        {"PUT /", 405, "only POST is served here"},
        {"OPTIONS /", 405, "only POST is served here"},
        {"GET /metrics", 404, "nothing is served here; JSON-RPC is POST /"},
        {"POST /901", 404, "nothing is served here"},
        {"POST /?x=1", 415, "Content-Type: application/json"},
        {"NONSENSE / /", 400, "this is no HTTP request"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.start);
        const auto reply =
            ask(std::string{c.start} + " HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n");
        EXPECT_EQ(status_of(reply), c.status);
        EXPECT_THAT(body_of(reply), HasSubstr(c.text));
    }
}

/// Answers once it is let.
class SlowPages final : public Pages
{
public:
    explicit SlowPages(std::shared_future<void> go) : go_{std::move(go)} {}

    bool serve(const HttpRequest& request) const override
    {
        return path_of(request).starts_with("/page");
    }
    HttpReply answer(const HttpRequest& request) override
    {
        if (path_of(request) == "/page/slow")
            go_.wait();
        return text_reply(request, boost::beast::http::status::ok, "a page");
    }

private:
    std::shared_future<void> go_;
};

TEST_F(ServerTest, pages_are_served_beside_calls_and_do_not_hold_them_up)
{
    std::promise<void> go;
    auto started = RpcServer::start(
        settings, served.context(), std::make_unique<SlowPages>(go.get_future().share()));
    ASSERT_TRUE(started) << started.error();
    server = *std::move(started);
    EXPECT_EQ(body_of(get("/page")), "a page\n");

    std::vector<std::unique_ptr<RawConnection>> readers;
    for (int i = 0; i < 8; ++i)
    {
        readers.push_back(std::make_unique<RawConnection>(port()));
        readers.back()->send("GET /page/slow HTTP/1.1\r\nHost: test\r\n\r\n");
    }
    EXPECT_EQ(body_of(ask(post(kHealth))), kHealthy);
    go.set_value();
    for (auto& reader : readers)
        EXPECT_EQ(body_of(reader->receive()), "a page\n");
}

TEST_F(ServerTest, a_server_ends_while_pages_are_made)
{
    std::promise<void> go;
    auto started = RpcServer::start(
        settings, served.context(), std::make_unique<SlowPages>(go.get_future().share()));
    ASSERT_TRUE(started) << started.error();
    server = *std::move(started);
    std::vector<std::unique_ptr<RawConnection>> readers;
    for (int i = 0; i < 8; ++i)
    {
        readers.push_back(std::make_unique<RawConnection>(port()));
        readers.back()->send("GET /page/slow HTTP/1.1\r\nHost: test\r\n\r\n");
    }
    EXPECT_EQ(body_of(ask(post(kHealth))), kHealthy);
    const auto ended = std::async(std::launch::async, [&] { server.reset(); });
    go.set_value();
    ended.wait();
}

TEST_F(ServerTest, a_body_must_say_that_it_is_json)
{
    start();
    const auto with_type = [&](const std::string& type)
    {
        return status_of(
            ask("POST / HTTP/1.1\r\nHost: test\r\nContent-Type: " + type +
                "\r\nContent-Length: " + std::to_string(kHealth.size()) + "\r\n\r\n" + kHealth));
    };
    EXPECT_EQ(with_type("application/json"), 200);
    EXPECT_EQ(with_type("Application/JSON; charset=utf-8"), 200);
    EXPECT_EQ(with_type("application/json-rpc"), 200);
    EXPECT_EQ(with_type("text/plain"), 415);
    EXPECT_EQ(with_type("application/x-www-form-urlencoded"), 415);
}

TEST_F(ServerTest, readiness_is_told_chain_by_chain)
{
    start();
    const auto ready = get("/readyz");
    EXPECT_EQ(status_of(ready), 200);
    EXPECT_EQ(body_of(ready),
        R"({"ready":true,"chains":{"901":{"ready":true,"state":"following"},)"
        R"("902":{"ready":true,"state":"following"},"903":{"ready":true,"state":"following"}}})");
    served.set_ready(kBeta, false, "no connection");
    const auto not_ready = get("/readyz");
    EXPECT_EQ(status_of(not_ready), 503);
    EXPECT_THAT(body_of(not_ready), HasSubstr(R"("902":{"ready":false,"state":"troubled",)"
                                              R"("reason":"chain 902 is not ready: troubled: )"
                                              R"(no connection"})"));
    EXPECT_EQ(status_of(get("/healthz")), 200);
}

TEST_F(ServerTest, other_origins_are_let_in_only_when_configured)
{
    start();
    EXPECT_EQ(get("/healthz", "Origin: https://a\r\n").find("Access-Control"), std::string::npos);
    settings.cors_origins = {"https://a"};
    start();
    EXPECT_THAT(get("/healthz", "Origin: https://a\r\n"),
        HasSubstr("Access-Control-Allow-Origin: https://a\r\n"));
    EXPECT_EQ(get("/healthz", "Origin: https://b\r\n").find("Access-Control"), std::string::npos);
    const auto preflight =
        ask("OPTIONS / HTTP/1.1\r\nHost: test\r\nOrigin: https://a\r\n"
            "Access-Control-Request-Method: POST\r\n\r\n");
    EXPECT_EQ(status_of(preflight), 204);
    EXPECT_THAT(preflight, HasSubstr("Access-Control-Allow-Methods: POST"));
    settings.cors_origins = {"*"};
    start();
    EXPECT_THAT(
        get("/healthz", "Origin: https://b\r\n"), HasSubstr("Access-Control-Allow-Origin: *\r\n"));
}

TEST_F(ServerTest, sizes_at_their_bounds)
{
    start();
    const auto padded = [](size_t size)
    { return kHealth + std::string(size - kHealth.size(), ' '); };
    EXPECT_EQ(body_of(ask(post(padded(4'096)))), kHealthy);
    const auto long_body = ask(post(padded(4'097)));
    EXPECT_EQ(status_of(long_body), 413);
    EXPECT_THAT(long_body, HasSubstr("rpc.max_body_bytes"));
    // Without a length, too.
    const auto chunked =
        ask("POST / HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
            "Transfer-Encoding: chunked\r\n\r\n1001\r\n" +
            padded(4'097) + "\r\n0\r\n\r\n");
    EXPECT_EQ(status_of(chunked), 413);
    const auto long_header = get("/healthz", "X-Long: " + std::string(17'000, 'x') + "\r\n");
    EXPECT_EQ(status_of(long_header), 431);
    EXPECT_EQ(status_of(get("/healthz", "X-Long: " + std::string(8'000, 'x') + "\r\n")), 200);
}

TEST_F(ServerTest, who_waits_for_leave_to_send_gets_it)
{
    start();
    RawConnection connection{port()};
    const auto request = post(kHealth, "Expect: 100-continue\r\n");
    const auto head = request.size() - kHealth.size();
    connection.send(request.substr(0, head));
    EXPECT_EQ(status_of(connection.receive()), 100);
    connection.send(request.substr(head));
    EXPECT_EQ(body_of(connection.receive()), kHealthy);
}

TEST_F(ServerTest, connections_beyond_the_bound_are_turned_away_until_others_go)
{
    settings.max_connections = 3;
    start();
    std::vector<std::unique_ptr<RawConnection>> open;
    for (int i = 0; i < 3; ++i)
    {
        open.push_back(std::make_unique<RawConnection>(port()));
        open.back()->send(post(kHealth));
        ASSERT_EQ(body_of(open.back()->receive()), kHealthy);
    }
    const auto refused = RawConnection{port()}.receive();
    EXPECT_EQ(status_of(refused), 503);
    EXPECT_THAT(refused, HasSubstr("too many connections"));
    open.pop_back();
    EXPECT_TRUE(eventually([&] { return body_of(ask(post(kHealth))) == kHealthy; }));
}

TEST_F(ServerTest, connections_are_counted_by_client)
{
    settings.max_connections_per_address = 1;
    start();
    RawConnection first{port()};
    first.send(post(kHealth));
    ASSERT_EQ(body_of(first.receive()), kHealthy);
    EXPECT_EQ(status_of(RawConnection{port()}.receive()), 503);
    RawConnection other{port(), "127.0.0.2"};
    other.send(post(kHealth));
    EXPECT_EQ(body_of(other.receive()), kHealthy);
}

TEST_F(ServerTest, requests_beyond_the_bound_are_refused_before_they_are_read)
{
    settings.max_in_flight = 1;
    std::optional<RawConnection> slow;
    // At a new server either the slow one has the place, or the one that is answered had it first.
    const auto refused = [&]
    {
        start();
        slow.emplace(port());
        slow->send(post(kHealth).substr(0, 20));
        return ask(post(kHealth));
    };
    ASSERT_TRUE(eventually(
        [&]
        {
            const auto reply = refused();
            return status_of(reply) == 503 &&
                   reply.find("overloaded: too many requests at once") != std::string::npos;
        }));
    slow->send(post(kHealth).substr(20));
    EXPECT_EQ(body_of(slow->receive()), kHealthy);
    EXPECT_TRUE(eventually([&] { return body_of(ask(post(kHealth))) == kHealthy; }));
}

TEST_F(ServerTest, who_is_slow_or_silent_is_cut_off)
{
    settings.request_timeout = std::chrono::milliseconds{200};
    settings.idle_timeout = std::chrono::milliseconds{200};
    start();
    RawConnection silent{port()};
    EXPECT_TRUE(silent.is_ended());
    RawConnection half{port()};
    half.send(post(kHealth).substr(0, 30));
    EXPECT_TRUE(half.is_ended());
    RawConnection half_body{port()};
    half_body.send(post(kHealth).substr(0, post(kHealth).size() - 1));
    EXPECT_TRUE(half_body.is_ended());
    // Bytes that come one by one make the time no longer: it ends before a header without end.
    RawConnection dripping{port()};
    bool taken = dripping.send("POST / HTTP/1.1\r\nX: ");
    while (taken)
        taken = dripping.send("x");
    // Others are served as before.
    EXPECT_EQ(body_of(ask(post(kHealth))), kHealthy);
}

TEST_F(ServerTest, a_flood_leaves_nothing_behind)
{
    settings.max_connections = 8;
    settings.max_connections_per_address = 8;
    start();
    for (int round = 0; round < 20; ++round)
    {
        std::vector<std::unique_ptr<RawConnection>> flood;
        for (int i = 0; i < 40; ++i)
        {
            flood.push_back(std::make_unique<RawConnection>(port()));
            flood.back()->send(i % 2 == 0 ? post(kHealth).substr(0, 40) : std::string(300, '\x01'));
        }
    }
    EXPECT_TRUE(eventually([&] { return body_of(ask(post(kHealth))) == kHealthy; }));
}

TEST_F(ServerTest, an_address_in_use_is_named)
{
    start();
    settings.listen->port = static_cast<uint16_t>(port());
    const auto second = RpcServer::start(settings, served.context());
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), HasSubstr("cannot listen at 127.0.0.1:" + std::to_string(port())));
}
}  // namespace
}  // namespace interlock::server::rpc
