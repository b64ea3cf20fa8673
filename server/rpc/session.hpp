// One connection: requests one after the other, each within its time and bounds.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <optional>

#include "server/rpc/websocket_session.hpp"

namespace interlock::server::rpc
{
inline constexpr uint32_t kMaxHeaderBytes = 16 << 10;

/// The refusal that a broken or oversized request gets; nullopt when the client is gone.
[[nodiscard]] std::optional<HttpReply> refusal_of(const boost::beast::error_code& error);

/// `Stream` is a TCP stream, or TLS over one. Whatever takes too long closes the connection.
template <typename Stream>
class Session
{
public:
    Session(Stream& stream, const SessionContext& context)
      : stream_{stream},
        context_{context},
        watched_{context.deadlines.watch(
            stream.get_executor(), [&stream] { boost::beast::get_lowest_layer(stream).close(); })}
    {
    }

    boost::asio::awaitable<void> run()
    {
        if constexpr (kIsPlain)
        {
            Error ignored;
            stream_.socket().non_blocking(true, ignored);
        }
        // Each wait is a statement of its own: GCC 12 loses its way in conditions with several.
        for (bool goes_on = true; goes_on;)
        {
            goes_on = co_await await_request();
            if (goes_on)
                goes_on = co_await serve_one();
        }
        watched_.never_expire();
        if (upgrade_)
            co_await serve_websocket(stream_, context_, *std::move(upgrade_));
    }

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Error = boost::beast::error_code;
    static constexpr bool kIsPlain = std::is_same_v<Stream, boost::beast::tcp_stream>;

    /// False when none comes.
    boost::asio::awaitable<bool> await_request()
    {
        if (buffer_.size() != 0)
            co_return true;  // It came with the one before.
        watched_.expire_after(context_.idle_timeout);
        const auto error = co_await receive(kFirstBytes);
        co_return !error;
    }

    /// False when the connection ends.
    boost::asio::awaitable<bool> serve_one()
    {
        // One time for all of a request: bytes that come one by one do not make it longer.
        watched_.expire_after(context_.request_timeout);
        const auto slot = context_.admission.begin_request();
        auto reply = overloaded();
        if (slot)
            reply = co_await receive_and_answer();
        if (!reply)
            co_return false;
        watched_.expire_after(context_.request_timeout);
        const auto error = co_await send(*reply);
        co_return !error && reply->keep_alive();
    }

    static std::optional<HttpReply> overloaded()
    {
        return refusal(boost::beast::http::status::service_unavailable,
            "overloaded: too many requests at once; ask again later");
    }

    /// nullopt when the client is gone, or is let change to WebSocket.
    boost::asio::awaitable<std::optional<HttpReply>> receive_and_answer()
    {
        Parser parser;
        parser.header_limit(kMaxHeaderBytes);
        parser.body_limit(context_.max_body_bytes);
        const auto error = co_await read(parser);
        if (error)
            co_return refusal_of(error);
        const auto& request = parser.get();
        if (boost::beast::websocket::is_upgrade(request))
        {
            auto refused = context_.routes.refuse_upgrade(request);
            if (!refused)
                upgrade_ = parser.release();
            co_return refused;
        }
        if (context_.pages != nullptr && context_.pages->serve(request))
            co_return co_await answer_page(request);
        co_return context_.routes.answer(SessionContext::parser(), request);
    }

    boost::asio::awaitable<HttpReply> answer_page(const HttpRequest& request)
    {
        const auto answer = [pages = context_.pages,
                                &request]() -> boost::asio::awaitable<HttpReply>
        { co_return pages->answer(request); };
        co_return co_await boost::asio::co_spawn(
            context_.page_threads, answer, boost::asio::use_awaitable);
    }

    /// Most requests have come whole: then nothing is waited for.
    boost::asio::awaitable<Error> read(Parser& parser)
    {
        namespace http = boost::beast::http;
        parser.eager(true);
        bool has_header = false;
        for (;;)
        {
            const auto error = parse_received(parser);
            if (error || parser.is_done())
                co_return error;
            const bool has_header_now = parser.is_header_done();
            if (has_header_now && !std::exchange(has_header, true) &&
                boost::beast::iequals(parser.get()[http::field::expect], "100-continue"))
            {
                const auto failed = co_await send(HttpReply{http::status::continue_, 11});
                if (failed)
                    co_return failed;
            }
            const auto failed = co_await receive(kMoreBytes);
            if (failed)
                co_return failed;
        }
    }

    Error parse_received(Parser& parser)
    {
        Error error;
        size_t taken = 1;
        while (!error && taken > 0 && buffer_.size() > 0 && !parser.is_done())
        {
            taken = parser.put(buffer_.data(), error);
            buffer_.consume(taken);
        }
        return error == boost::beast::http::error::need_more ? Error{} : error;
    }

    /// What has come, at most so much.
    boost::asio::awaitable<Error> receive(size_t most)
    {
        const auto room = std::min(most, buffer_.max_size() - buffer_.size());
        if (room == 0)
            co_return boost::beast::http::error::buffer_overflow;
        const auto [error, size] =
            co_await stream_.async_read_some(buffer_.prepare(room), kToResult);
        buffer_.commit(size);
        co_return error;
    }

    boost::asio::awaitable<Error> send(const HttpReply& reply)
    {
        const auto text = text_of(reply);
        size_t sent = 0;
        if constexpr (kIsPlain)
        {
            // Nearly always all of it fits, and nothing has to be waited for.
            Error ignored;
            sent = stream_.socket().write_some(boost::asio::buffer(text), ignored);
        }
        if (sent == text.size())
            co_return Error{};
        const auto [error, rest] =
            co_await boost::asio::async_write(stream_, boost::asio::buffer(text) + sent, kToResult);
        co_return error;
    }

    static constexpr size_t kFirstBytes = 4'096;
    static constexpr size_t kMoreBytes = size_t{64} << 10U;
    static constexpr size_t kMaxBuffered = kMaxHeaderBytes + kMoreBytes;

    Stream& stream_;
    const SessionContext& context_;
    Deadlines::Watched watched_;
    boost::beast::flat_buffer buffer_{kMaxBuffered};
    std::optional<HttpRequest> upgrade_;  // Set once it goes on as WebSocket.
};
}  // namespace interlock::server::rpc
