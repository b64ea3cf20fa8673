// The door over WebSocket.
#include <gmock/gmock.h>

#include <boost/asio/connect.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include "server/rpc/rpc_server.hpp"
#include "tests/support/eventually.hpp"
#include "tests/unit/rpc/http_client.hpp"
#include "tests/unit/rpc/rpc_world.hpp"

namespace interlock::server::rpc
{
namespace
{
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using namespace interlock::testing;
using ::testing::HasSubstr;

/// A client over a connection of its own.
class Socket
{
public:
    /// Why it was not opened is in `status`.
    explicit Socket(int port, const std::string& origin = {}, const std::string& path = "/")
    {
        socket_.next_layer().connect(
            {asio::ip::make_address("127.0.0.1"), static_cast<uint16_t>(port)});
        socket_.set_option(websocket::stream_base::decorator(
            [&](websocket::request_type& request)
            {
                if (!origin.empty())
                    request.set(beast::http::field::origin, origin);
            }));
        websocket::response_type reply;
        socket_.handshake(reply, "test", path, error);
        status = reply.result_int();
    }
    void send(const std::string& text) { socket_.write(asio::buffer(text), error); }
    /// The next message; empty once the connection has ended, and why it did in `reason`.
    std::string receive()
    {
        beast::flat_buffer buffer;
        socket_.read(buffer, error);
        reason = socket_.reason();
        return beast::buffers_to_string(buffer.data());
    }
    std::string ask(const std::string& text)
    {
        send(text);
        return receive();
    }
    websocket::stream<asio::ip::tcp::socket>& raw() { return socket_; }

    unsigned status = 0;
    beast::error_code error;
    websocket::close_reason reason;

private:
    asio::io_context io_;
    websocket::stream<asio::ip::tcp::socket> socket_{io_};
};

class WebSocketTest : public ::testing::Test
{
protected:
    void start()
    {
        auto started = RpcServer::start(settings, served.context());
        ASSERT_TRUE(started) << started.error();
        server = *std::move(started);
    }
    [[nodiscard]] int port() const { return server->port(); }

    RpcWorld served;
    RpcSettings settings = small_door();
    std::unique_ptr<RpcServer> server;
};
}  // namespace

TEST_F(WebSocketTest, answers_what_http_answers)
{
    start();
    Socket socket{port()};
    EXPECT_EQ(socket.status, 101U);
    const std::string batch =
        '[' + kHealth + ',' + R"({"jsonrpc":"2.0","id":"b","method":"no"})" + ']';
    for (const auto& request : {kHealth, batch, std::string{"nonsense"}, std::string{"[]"}})
    {
        RawConnection http{port()};
        http.send(post(request));
        EXPECT_EQ(socket.ask(request), body_of(http.receive())) << request;
    }
    socket.send(R"({"jsonrpc":"2.0","method":"health_status"})");  // A notification.
    EXPECT_EQ(socket.ask(kHealth), kHealthy);
}

TEST_F(WebSocketTest, messages_at_their_bound)
{
    start();
    const std::string fits = kHealth + std::string(settings.max_body_bytes - kHealth.size(), ' ');
    Socket socket{port()};
    EXPECT_EQ(socket.ask(fits), kHealthy);
    socket.send(fits + ' ');
    EXPECT_EQ(socket.receive(), "");
    EXPECT_EQ(socket.reason.code, websocket::close_code::too_big);
}

TEST_F(WebSocketTest, a_message_in_pieces_is_one)
{
    start();
    Socket socket{port()};
    socket.raw().write_some(false, asio::buffer(kHealth.substr(0, 10)));
    socket.raw().write_some(true, asio::buffer(kHealth.substr(10)));
    EXPECT_EQ(socket.receive(), kHealthy);
}

TEST_F(WebSocketTest, pages_of_other_origins_are_let_in_only_when_configured)
{
    settings.cors_origins = {"https://known.example"};
    start();
    EXPECT_EQ((Socket{port(), "https://known.example"}.status), 101U);
    EXPECT_EQ((Socket{port(), "https://other.example"}.status), 403U);
    EXPECT_EQ((Socket{port(), {}, "/elsewhere"}.status), 404U);
}

TEST_F(WebSocketTest, operators_methods_need_the_token)
{
    auto started = RpcServer::start_admin(settings, served.context(),
        {.failsafes = served.failsafes,
            .now_s = [] { return uint64_t{1}; },
            .authorize = [](std::string_view) -> tl::expected<void, std::string>
            { return tl::unexpected{std::string{"no token"}}; }});
    ASSERT_TRUE(started) << started.error();
    server = *std::move(started);
    EXPECT_EQ(Socket{port()}.status, 401U);
}

TEST_F(WebSocketTest, one_that_asks_nothing_holds_no_place_of_requests)
{
    settings.max_in_flight = 1;
    settings.idle_timeout = std::chrono::hours{1};  // Its end is not what gives the place back.
    start();
    Socket socket{port()};
    ASSERT_EQ(socket.ask(kHealth), kHealthy);
    // The reply is read a little before its place is given back.
    EXPECT_TRUE(eventually(
        [&]
        {
            RawConnection http{port()};  // One that is refused is closed.
            http.send(post(kHealth));
            return body_of(http.receive()) == kHealthy;
        }));
}

TEST_F(WebSocketTest, one_that_asks_nothing_is_closed)
{
    settings.idle_timeout = std::chrono::milliseconds{200};
    start();
    Socket socket{port()};
    ASSERT_EQ(socket.ask(kHealth), kHealthy);
    EXPECT_EQ(socket.receive(), "");
}

TEST_F(WebSocketTest, half_a_message_is_not_waited_for)
{
    settings.request_timeout = std::chrono::milliseconds{200};
    start();
    Socket socket{port()};
    socket.raw().write_some(false, asio::buffer(kHealth.substr(0, 10)));
    EXPECT_EQ(socket.receive(), "");
}

TEST_F(WebSocketTest, beyond_the_requests_at_once_it_is_told_to_come_later)
{
    settings.max_in_flight = 1;
    // At a new server either the slow one has the place, or the one that is answered had it first.
    const auto refused = [&]
    {
        start();
        Socket waiting{port()};
        RawConnection slow{port()};
        slow.send(post(kHealth).substr(0, 20));
        return waiting.ask(kHealth) != kHealthy &&
               waiting.reason.code == websocket::close_code::try_again_later;
    };
    EXPECT_TRUE(eventually(refused));
}
}  // namespace interlock::server::rpc
