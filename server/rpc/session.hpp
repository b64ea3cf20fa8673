// One connection: requests one after the other, each within its time and bounds.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>

#include "server/rpc/admission.hpp"
#include "server/rpc/routes.hpp"

namespace interlock::server::rpc
{
inline constexpr auto kToResult = boost::asio::as_tuple(boost::asio::use_awaitable);
inline constexpr uint32_t kMaxHeaderBytes = 16 << 10;

/// What the sessions of a server share; it outlives them.
struct SessionContext
{
    const Routes& routes;
    Admission& admission;
    size_t max_body_bytes = 0;
    std::chrono::milliseconds request_timeout{};
    std::chrono::milliseconds idle_timeout{};
};

/// The refusal that a broken or oversized request gets; nullopt when the client is gone.
[[nodiscard]] std::optional<HttpReply> refusal_of(const boost::beast::error_code& error);

/// `Stream` is a TCP stream, or TLS over one. Whatever takes too long closes the connection.
template <typename Stream>
class Session
{
public:
    Session(Stream& stream, const SessionContext& context) : stream_{stream}, context_{context} {}

    boost::asio::awaitable<void> run()
    {
        // Each wait is a statement of its own: GCC 12 loses its way in conditions with several.
        for (bool goes_on = true; goes_on;)
        {
            goes_on = co_await await_request();
            if (goes_on)
                goes_on = co_await serve_one();
        }
    }

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    /// False when none comes.
    boost::asio::awaitable<bool> await_request()
    {
        if (buffer_.size() != 0)
            co_return true;  // It came with the one before.
        constexpr size_t kFirstBytes = 4'096;
        expire_after(context_.idle_timeout);
        const auto [error, size] =
            co_await stream_.async_read_some(buffer_.prepare(kFirstBytes), kToResult);
        buffer_.commit(size);
        co_return !error;
    }

    /// False when the connection ends.
    boost::asio::awaitable<bool> serve_one()
    {
        // One time for all of a request: bytes that come one by one do not make it longer.
        expire_after(context_.request_timeout);
        const auto slot = context_.admission.begin_request();
        auto reply = overloaded();
        if (slot)
            reply = co_await receive_and_answer();
        if (!reply)
            co_return false;
        expire_after(context_.request_timeout);
        const auto [error, size] =
            co_await boost::beast::http::async_write(stream_, *reply, kToResult);
        co_return !error && reply->keep_alive();
    }

    static std::optional<HttpReply> overloaded()
    {
        return refusal(boost::beast::http::status::service_unavailable,
            "overloaded: too many requests at once; ask again later");
    }

    /// nullopt when the client is gone.
    boost::asio::awaitable<std::optional<HttpReply>> receive_and_answer()
    {
        Parser parser;
        parser.header_limit(kMaxHeaderBytes);
        parser.body_limit(context_.max_body_bytes);
        const auto error = co_await read(parser);
        if (error)
            co_return refusal_of(error);
        co_return context_.routes.answer(json_, parser.get());
    }

    boost::asio::awaitable<boost::beast::error_code> read(Parser& parser)
    {
        namespace http = boost::beast::http;
        const auto [error, size] =
            co_await http::async_read_header(stream_, buffer_, parser, kToResult);
        if (error)
            co_return error;
        if (boost::beast::iequals(parser.get()[http::field::expect], "100-continue"))
        {
            http::response<http::empty_body> go_on{http::status::continue_, 11};
            const auto [failed, sent] = co_await http::async_write(stream_, go_on, kToResult);
            if (failed)
                co_return failed;
        }
        const auto [body_error, body_size] =
            co_await http::async_read(stream_, buffer_, parser, kToResult);
        co_return body_error;
    }

    void expire_after(std::chrono::milliseconds time)
    {
        boost::beast::get_lowest_layer(stream_).expires_after(time);
    }

    static constexpr size_t kMaxBuffered = kMaxHeaderBytes + (size_t{64} << 10U);

    Stream& stream_;
    const SessionContext& context_;
    RequestParser json_;
    boost::beast::flat_buffer buffer_{kMaxBuffered};
};
}  // namespace interlock::server::rpc
