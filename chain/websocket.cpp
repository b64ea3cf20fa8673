// Boost.Beast, driven by who waits: each operation runs the connection's own event loop until it
// has ended, its time is up, or the service stops.
#include "chain/websocket.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <charconv>
#include <variant>

namespace interlock::chain
{
namespace
{
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

using Plain = websocket::stream<beast::tcp_stream>;
using Encrypted = websocket::stream<beast::ssl_stream<beast::tcp_stream>>;
using Stream = std::variant<std::monostate, Plain, Encrypted>;

/// Nobody is left alone for longer, whatever they ask.
constexpr uint64_t kMaxRetryAfterS = 3'600;

std::optional<uint64_t> retry_after_of(const websocket::response_type& response)
{
    const auto text = response[beast::http::field::retry_after];
    uint64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || seconds == 0)
        return std::nullopt;
    return std::min(seconds, kMaxRetryAfterS);
}

std::string host_header(const Endpoint::Target& target)
{
    const auto host =
        target.host.find(':') == std::string::npos ? target.host : "[" + target.host + "]";
    const bool is_usual = target.port == (target.is_encrypted ? "443" : "80");
    return is_usual ? host : host + ":" + target.port;
}
}  // namespace

class WebSocket::Impl
{
public:
    Impl(const Endpoint& endpoint, const SubscriptionLimits& limits)
      : endpoint_{endpoint}, limits_{limits}, target_{endpoint.secret_target()}
    {
    }

    Result<void> connect()
    {
        return prepare()
            .and_then([this] { return reach(); })
            .and_then([this] { return encrypt(); })
            .and_then([this] { return upgrade(); });
    }

    Result<void> send(std::string text, Deadline deadline)
    {
        sent_ = std::move(text);
        const auto start = [this](auto& stream, auto done)
        { stream.async_write(asio::buffer(sent_), std::move(done)); };
        return on_stream(start, deadline, "cannot send");
    }

    Result<std::string> receive(Deadline deadline)
    {
        const auto start = [this](auto& stream, auto done)
        { stream.async_read(received_, std::move(done)); };
        if (auto done = on_stream(start, deadline, "the connection ended"); !done)
            return tl::unexpected{done.error()};
        auto text = beast::buffers_to_string(received_.data());
        received_.consume(received_.size());
        return text;
    }

private:
    Error error(ErrorKind kind, const std::string& what) const
    {
        return {kind, endpoint_.display() + ": " + what};
    }

    /// Makes the stream that the URL asks for.
    Result<void> prepare()
    {
        if (!target_.is_encrypted)
        {
            stream_.emplace<Plain>(io_);
            return {};
        }
        error_code failed;
        context_.set_default_verify_paths(failed);
        context_.set_verify_mode(asio::ssl::verify_peer);
        auto& tls = stream_.emplace<Encrypted>(io_, context_).next_layer();
        tls.set_verify_callback(asio::ssl::host_name_verification{target_.host});
        // Asked for by address, a server is sent no name.
        asio::ip::make_address(target_.host, failed);
        if (failed)
        {
            auto name = target_.host;
            SSL_ctrl(tls.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                name.data());
        }
        return {};
    }

    Result<void> reach()
    {
        const auto deadline = std::chrono::steady_clock::now() + limits_.request.connect_timeout;
        const auto found = std::make_shared<tcp::resolver::results_type>();
        tcp::resolver resolver{io_};
        const auto resolve = [&](auto done)
        {
            resolver.async_resolve(target_.host, target_.port,
                [found, done](const error_code& failed, tcp::resolver::results_type results)
                {
                    *found = std::move(results);
                    done(failed);
                });
        };
        if (auto done = finish(resolve, deadline, "cannot resolve the host"); !done)
            return done;
        const auto start = [found](auto& stream, auto done)
        { beast::get_lowest_layer(stream).async_connect(*found, std::move(done)); };
        return on_stream(start, deadline, "cannot connect");
    }

    Result<void> encrypt()
    {
        auto* const stream = std::get_if<Encrypted>(&stream_);
        if (stream == nullptr)
            return {};
        const auto start = [stream](auto done)
        { stream->next_layer().async_handshake(asio::ssl::stream_base::client, std::move(done)); };
        return finish(start, within_timeout(), "cannot encrypt the connection");
    }

    Result<void> upgrade()
    {
        const auto start = [this](auto& stream, auto done)
        {
            beast::get_lowest_layer(stream).expires_never();
            stream.set_option(
                websocket::stream_base::timeout{.handshake_timeout = limits_.request.timeout,
                    .idle_timeout = limits_.silence,
                    .keep_alive_pings = true});
            stream.set_option(websocket::stream_base::decorator{
                [this](websocket::request_type& request) { add_headers(request); }});
            stream.read_message_max(limits_.max_message_bytes);
            stream.async_handshake(response_, host_header(target_), target_.path, std::move(done));
        };
        auto done = on_stream(start, within_timeout(), "no WebSocket there");
        if (!done && was_declined_)
            return tl::unexpected{status_error()};
        return done;
    }

    Error status_error() const
    {
        auto out = error(ErrorKind::refused,
            "no WebSocket there: HTTP status " + std::to_string(response_.result_int()));
        const bool asks_for_patience =
            response_.result() == beast::http::status::too_many_requests ||
            response_.result() == beast::http::status::service_unavailable;
        if (!asks_for_patience)
            return out;
        out.kind = ErrorKind::rate_limited;
        out.retry_after_s = retry_after_of(response_);
        return out;
    }

    void add_headers(websocket::request_type& request) const
    {
        request.set(beast::http::field::user_agent, "interlock");
        if (!target_.credentials.empty())
            request.set(beast::http::field::authorization, "Basic " + target_.credentials);
        for (const auto& header : endpoint_.secret_headers())
        {
            const auto colon = header.find(": ");
            request.insert(header.substr(0, colon), header.substr(colon + 2));
        }
    }

    Deadline within_timeout() const
    {
        return std::chrono::steady_clock::now() + limits_.request.timeout;
    }

    /// The same on the stream, whichever it is.
    template <typename Start>
    Result<void> on_stream(const Start& start, Deadline deadline, const std::string& trouble)
    {
        const auto visit = [&](auto& stream) -> Result<void>
        {
            if constexpr (std::is_same_v<std::decay_t<decltype(stream)>, std::monostate>)
                return tl::unexpected{error(ErrorKind::unreachable, "not connected")};
            else
                return finish(
                    [&](auto done) { start(stream, std::move(done)); }, deadline, trouble);
        };
        return std::visit(visit, stream_);
    }

    /// Starts an operation and waits for its end. What does not end in time is left to the
    /// destruction of the event loop, so it may touch only what lives as long.
    template <typename Start>
    Result<void> finish(const Start& start, Deadline deadline, const std::string& trouble)
    {
        const auto outcome = std::make_shared<std::optional<error_code>>();
        start([outcome](const error_code& failed, auto&&...) { *outcome = failed; });
        while (!*outcome && io_.run_one_until(deadline) != 0)
        {
        }
        if (limits_.request.stop.stop_requested())
            return tl::unexpected{error(ErrorKind::cancelled, "given up, as the service stops")};
        if (!*outcome)
            return tl::unexpected{error(ErrorKind::timed_out, trouble + ": out of time")};
        if (!**outcome)
            return {};
        was_declined_ = **outcome == websocket::error::upgrade_declined;
        return tl::unexpected{error(kind_of(**outcome), trouble + ": " + (*outcome)->message())};
    }

    static ErrorKind kind_of(const error_code& failed)
    {
        if (failed == beast::error::timeout)
            return ErrorKind::timed_out;
        if (failed == websocket::error::message_too_big ||
            failed == websocket::error::buffer_overflow)
            return ErrorKind::too_large;
        if (failed.category() == make_error_code(websocket::error::bad_opcode).category() &&
            failed != websocket::error::closed)
            return ErrorKind::malformed;
        return ErrorKind::unreachable;
    }

    const Endpoint endpoint_;
    const SubscriptionLimits limits_;
    const Endpoint::Target target_;
    asio::io_context io_{1};
    // Between two operations there is nothing to do, but the loop is not to end.
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    asio::ssl::context context_{asio::ssl::context::tls_client};
    std::stop_callback<std::function<void()>> on_stop_{
        limits_.request.stop, [this] { io_.stop(); }};
    Stream stream_;
    websocket::response_type response_;
    beast::flat_buffer received_;
    std::string sent_;
    bool was_declined_ = false;
};

WebSocket::WebSocket(const Endpoint& endpoint, const SubscriptionLimits& limits)
  : impl_{std::make_unique<Impl>(endpoint, limits)}
{
}

WebSocket::~WebSocket() = default;

Result<void> WebSocket::connect()
{
    return impl_->connect();
}

Result<void> WebSocket::send(std::string text, Deadline deadline)
{
    return impl_->send(std::move(text), deadline);
}

Result<std::string> WebSocket::receive(Deadline deadline)
{
    return impl_->receive(deadline);
}
}  // namespace interlock::chain
