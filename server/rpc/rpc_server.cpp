#include "server/rpc/rpc_server.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio.hpp>
#include <boost/beast/ssl.hpp>
#include <thread>

#include "server/rpc/session.hpp"
#include "server/rpc/tls_context.hpp"

namespace interlock::server::rpc
{
namespace
{
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

/// An answer takes microseconds; two keep a slow read of the index from holding up all.
constexpr size_t kThreads = 2;
/// Pages may wait for a node: what asks nodes refuses more than some of these.
constexpr size_t kPageThreads = 4;
/// How long accepting rests when the system has no more sockets.
constexpr auto kRest = std::chrono::milliseconds{50};
/// How long a connection that is told to go may take to do so.
constexpr auto kFarewell = std::chrono::seconds{1};

tl::unexpected<std::string> cannot_listen(const ListenAddress& address, const std::string& why)
{
    return tl::unexpected{"cannot listen at " + to_string(address) + " for JSON-RPC: " + why +
                          "; is another program using it, or is it not an address of this "
                          "machine?"};
}

/// What is said to a connection that is one too many: as far as it fits without waiting.
void turn_away(tcp::socket& socket)
{
    static constexpr std::string_view kReply =
        "HTTP/1.1 503 Service Unavailable\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 60\r\n"
        "Connection: close\r\n\r\n"
        "overloaded: too many connections; close some, or come later\n";
    static_assert(kReply.substr(kReply.rfind("\r\n\r\n") + 4).size() == 60);
    beast::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kReply), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    // What has come is read, for closing over it would take the reply back.
    std::array<char, 4'096> sink;
    socket.read_some(asio::buffer(sink), ignored);
}
}  // namespace

std::optional<HttpReply> refusal_of(const beast::error_code& error)
{
    using http::error::body_limit;
    using http::error::buffer_overflow;
    using http::error::end_of_stream;
    using http::error::header_limit;
    if (error == body_limit)
        return refusal(http::status::payload_too_large,
            "the request is too long; rpc.max_body_bytes is the most");
    if (error == header_limit || error == buffer_overflow)
        return refusal(http::status::request_header_fields_too_large,
            "the headers are too long; 16 KiB are the most");
    const bool is_http = error.category() == http::make_error_code(body_limit).category();
    if (!is_http || error == end_of_stream || error == http::error::partial_message)
        return std::nullopt;
    return refusal(http::status::bad_request, "this is no HTTP request: " + error.message());
}

struct RpcServer::State
{
    State(const RpcSettings& settings, Routes::Options options, std::unique_ptr<Pages> served = {})
      : routes{std::move(options)},
        pages{std::move(served)},
        admission{{.connections = settings.max_connections,
            .connections_per_address = settings.max_connections_per_address,
            .requests = settings.max_in_flight}},
        sessions{.routes = routes,
            .admission = admission,
            .pages = pages.get(),
            .page_threads = page_threads,
            .deadlines = deadlines,
            .max_body_bytes = settings.max_body_bytes,
            .request_timeout = settings.request_timeout,
            .idle_timeout = settings.idle_timeout}
    {
    }

    ~State()
    {
        io.stop();
        for (auto& thread : threads)
            thread.join();
        page_threads.stop();
        page_threads.join();
    }

    /// What went wrong, or nothing.
    std::optional<std::string> listen(const ListenAddress& address)
    {
        beast::error_code error;
        tcp::resolver resolver{io};
        const auto found = resolver.resolve(
            address.host, std::to_string(address.port), tcp::resolver::passive, error);
        if (error)
            return error.message();
        const auto endpoint = found.begin()->endpoint();
        acceptor.open(endpoint.protocol(), error);
        if (!error)
            acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
        if (!error)
            acceptor.bind(endpoint, error);
        if (!error)
            acceptor.listen(tcp::acceptor::max_listen_connections, error);
        if (!error)
            port = acceptor.local_endpoint(error).port();
        if (error)
            return error.message();
        return std::nullopt;
    }

    void run()
    {
        asio::co_spawn(acceptor.get_executor(), accept_all(), asio::detached);
        asio::co_spawn(io, look_at_deadlines(), asio::detached);
        for (size_t i = 0; i < kThreads; ++i)
            threads.emplace_back([this] { io.run(); });
    }

    asio::awaitable<void> accept_all()
    {
        asio::steady_timer rest{acceptor.get_executor()};
        for (;;)
        {
            auto [error, socket] = co_await acceptor.async_accept(asio::make_strand(io), kToResult);
            if (error == asio::error::operation_aborted)
                co_return;
            if (!error)
                try_to_take(std::move(socket));
            else if (error == asio::error::no_descriptors || error == asio::error::no_memory)
            {
                spdlog::warn("JSON-RPC: no connection can be accepted: {}", error.message());
                rest.expires_after(kRest);
                static_cast<void>(co_await rest.async_wait(kToResult));
            }
        }
    }

    asio::awaitable<void> look_at_deadlines()
    {
        constexpr std::chrono::milliseconds kLongest{500};
        const auto shortest = std::min(sessions.request_timeout, sessions.idle_timeout);
        const auto step = std::clamp(shortest / 8, std::chrono::milliseconds{10}, kLongest);
        asio::steady_timer timer{io};
        for (;;)
        {
            timer.expires_after(step);
            static_cast<void>(co_await timer.async_wait(kToResult));
            deadlines.look();
        }
    }

    /// Whatever becomes of one connection, others are accepted.
    void try_to_take(tcp::socket socket) noexcept
    {
        try
        {
            take(std::move(socket));
        }
        catch (const std::exception& error)
        {
            spdlog::warn("JSON-RPC: a connection is dropped: {}", error.what());
        }
    }

    void take(tcp::socket socket)
    {
        beast::error_code error;
        const auto peer = socket.remote_endpoint(error);
        if (error)
            return;  // Gone already.
        auto slot = admission.enter(peer.address());
        if (!slot)
            return tls ? void() : turn_away(socket);
        socket.set_option(tcp::no_delay{true}, error);
        const auto executor = socket.get_executor();
        if (tls)
            asio::co_spawn(executor, serve_tls(std::move(socket), std::move(slot)), asio::detached);
        else
            asio::co_spawn(executor, serve(std::move(socket), std::move(slot)), asio::detached);
    }

    // The slot is a part of the coroutine: it is given back when the connection has ended.
    asio::awaitable<void> serve(tcp::socket socket, [[maybe_unused]] Admission::Slot slot)
    {
        beast::tcp_stream stream{std::move(socket)};
        Session<beast::tcp_stream> session{stream, sessions};
        co_await session.run();
        beast::error_code ignored;
        stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
        co_await drain(stream);
    }

    asio::awaitable<void> serve_tls(tcp::socket socket, [[maybe_unused]] Admission::Slot slot)
    {
        const auto context = tls->current();
        beast::ssl_stream<beast::tcp_stream> stream{beast::tcp_stream{std::move(socket)}, *context};
        auto& lowest = beast::get_lowest_layer(stream);
        lowest.expires_after(sessions.request_timeout);
        const auto [error] =
            co_await stream.async_handshake(asio::ssl::stream_base::server, kToResult);
        if (error)
        {
            spdlog::debug("JSON-RPC: a TLS handshake failed: {}", error.message());
            co_return;
        }
        lowest.expires_never();
        Session<beast::ssl_stream<beast::tcp_stream>> session{stream, sessions};
        co_await session.run();
        lowest.expires_after(kFarewell);
        static_cast<void>(co_await stream.async_shutdown(kToResult));
    }

    /// Reads what the client still sends, for a moment: closing over it would take back the reply
    /// that tells why.
    static asio::awaitable<void> drain(beast::tcp_stream& stream)
    {
        constexpr size_t kMostChunks = 256;
        std::array<char, 4'096> sink;
        stream.expires_after(kFarewell);
        for (size_t i = 0; i < kMostChunks; ++i)
        {
            const auto [error, size] =
                co_await stream.async_read_some(asio::buffer(sink), kToResult);
            if (error)
                co_return;
        }
    }

    Routes routes;
    std::unique_ptr<Pages> pages;  // Absent when there are none.
    Admission admission;
    Deadlines deadlines;
    SessionContext sessions;
    std::unique_ptr<TlsContext> tls;  // Absent without TLS.
    // Below what sessions use: its end ends them.
    asio::io_context io;
    asio::thread_pool page_threads{pages ? kPageThreads : 0};
    tcp::acceptor acceptor{asio::make_strand(io)};
    int port = 0;
    std::vector<std::thread> threads;
};

tl::expected<std::unique_ptr<RpcServer>, std::string> RpcServer::start(
    const RpcSettings& settings, const ApiContext& context, std::unique_ptr<Pages> pages)
{
    return serve(settings,
        std::make_unique<State>(settings,
            Routes::Options{
                .methods = {.api = context, .legacy_access_list = settings.legacy_access_list},
                .max_batch = settings.max_batch,
                .cors_origins = settings.cors_origins,
                .authorize = {}},
            std::move(pages)));
}

tl::expected<std::unique_ptr<RpcServer>, std::string> RpcServer::start_admin(
    const RpcSettings& settings, const ApiContext& context, Admin admin)
{
    return serve(settings,
        std::make_unique<State>(settings, Routes::Options{.methods = {.api = context,
                                                              .methods = &admin_methods,
                                                              .failsafes = &admin.failsafes,
                                                              .now_s = admin.now_s},
                                              .max_batch = settings.max_batch,
                                              .cors_origins = {},
                                              .authorize = std::move(admin.authorize)}));
}

tl::expected<std::unique_ptr<RpcServer>, std::string> RpcServer::serve(
    const RpcSettings& settings, std::unique_ptr<State> state)
{
    if (settings.tls.certificate)
    {
        auto files = TlsFiles::load("JSON-RPC", settings.tls);
        if (!files)
            return tl::unexpected{std::move(files.error())};
        state->tls = std::make_unique<TlsContext>(*std::move(files));
    }
    if (const auto why = state->listen(*settings.listen))
        return cannot_listen(*settings.listen, *why);
    state->run();
    return std::unique_ptr<RpcServer>{new RpcServer{std::move(state)}};
}

RpcServer::RpcServer(std::unique_ptr<State> state) : state_{std::move(state)}
{
}

RpcServer::~RpcServer() = default;

RpcLoad RpcServer::load() const
{
    RpcLoad out{.admission = state_->admission.load(),
        .methods = state_->routes.counts(),
        .certificate_expires_at_s = std::nullopt};
    if (state_->tls)
        out.certificate_expires_at_s = state_->tls->expires_at_s();
    return out;
}

int RpcServer::port() const noexcept
{
    return state_->port;
}
}  // namespace interlock::server::rpc
