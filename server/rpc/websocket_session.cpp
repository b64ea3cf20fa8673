#include "server/rpc/websocket_session.hpp"

#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace interlock::server::rpc
{
namespace
{
template <typename Stream>
class WebSocketSession
{
public:
    WebSocketSession(Stream& stream, const SessionContext& context)
      : socket_{stream}, context_{context}
    {
    }

    boost::asio::awaitable<void> run(const HttpRequest& upgrade)
    {
        socket_.read_message_max(context_.max_body_bytes);
        expire_after(context_.request_timeout);
        const auto [error] = co_await socket_.async_accept(upgrade, kToResult);
        for (bool goes_on = !error; goes_on;)
        {
            goes_on = co_await await_message();
            if (goes_on)
                goes_on = co_await serve_one();
        }
    }

private:
    /// False when none comes. Its first bytes are in the buffer then.
    boost::asio::awaitable<bool> await_message()
    {
        expire_after(context_.idle_timeout);
        const auto [error, size] =
            co_await socket_.async_read_some(message_, kFirstBytes, kToResult);
        co_return !error;
    }

    /// False when the connection ends.
    boost::asio::awaitable<bool> serve_one()
    {
        // One time for all of a message: bytes that come one by one do not make it longer.
        expire_after(context_.request_timeout);
        const auto slot = context_.admission.begin_request();
        if (!slot)
        {
            static_cast<void>(co_await socket_.async_close(
                {boost::beast::websocket::close_code::try_again_later, "too many requests"},
                kToResult));
            co_return false;
        }
        if (!socket_.is_message_done())
        {
            const auto [error, size] = co_await socket_.async_read(message_, kToResult);
            if (error)
                co_return false;
        }
        const auto bytes = message_.cdata();
        const auto reply = context_.routes.answer_call(
            SessionContext::parser(), {static_cast<const char*>(bytes.data()), bytes.size()});
        message_.consume(message_.size());
        if (reply.empty())
            co_return true;  // Notifications.
        expire_after(context_.request_timeout);
        const auto [error, size] =
            co_await socket_.async_write(boost::asio::buffer(reply), kToResult);
        co_return !error;
    }

    void expire_after(std::chrono::milliseconds time)
    {
        boost::beast::get_lowest_layer(socket_).expires_after(time);
    }

    static constexpr size_t kFirstBytes = 4'096;

    boost::beast::websocket::stream<Stream&> socket_;
    const SessionContext& context_;
    boost::beast::flat_buffer message_;
};
}  // namespace

template <typename Stream>
boost::asio::awaitable<void> serve_websocket(
    Stream& stream, const SessionContext& context, HttpRequest upgrade)
{
    WebSocketSession<Stream> session{stream, context};
    co_await session.run(upgrade);
}

template boost::asio::awaitable<void> serve_websocket(
    boost::beast::tcp_stream&, const SessionContext&, HttpRequest);
template boost::asio::awaitable<void> serve_websocket(
    boost::beast::ssl_stream<boost::beast::tcp_stream>&, const SessionContext&, HttpRequest);
}  // namespace interlock::server::rpc
