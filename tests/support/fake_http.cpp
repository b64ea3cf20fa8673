#include "tests/support/fake_http.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio.hpp>
#include <condition_variable>
#include <mutex>
#include <set>

#include "tests/support/listener.hpp"

namespace interlock::testing
{
namespace
{
namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kToResult = asio::as_tuple(asio::use_awaitable);
constexpr size_t kChunkBytes = 65'536;

std::string lower(std::string_view text)
{
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
        [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

/// The request line and headers; the body is still to come.
HttpRequest parse_head(std::string_view head)
{
    HttpRequest out;
    const auto next_line = [&head]
    {
        const auto line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(head.size(), line.size() + 2));
        return line;
    };
    const auto first = next_line();
    const auto target = first.find(' ') + 1;
    out.target = first.substr(target, first.find(' ', target) - target);
    for (auto line = next_line(); !line.empty(); line = next_line())
    {
        const auto colon = line.find(": ");
        if (colon != std::string_view::npos)
            out.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
    }
    return out;
}

bool has_length(const HttpAnswer& answer)
{
    return answer.stream_bytes == 0;
}

std::string head_of(const HttpAnswer& answer)
{
    std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " Scripted\r\n";
    for (const auto& [name, value] : answer.headers)
        out += name + ": " + value + "\r\n";
    if (has_length(answer))
        out += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
    return out + "\r\n";
}

/// `body` repeated until it makes a chunk worth sending.
std::string chunk_of(const std::string& body)
{
    std::string out;
    while (out.size() < kChunkBytes)
        out += body;
    return out;
}
}  // namespace

class FakeHttpServer::Impl
{
public:
    explicit Impl(Handler handler) : handler_{std::move(handler)} { listener_.start(); }

    ~Impl() { listener_.stop(); }

    uint16_t port() const noexcept { return listener_.port(); }
    size_t connections() const noexcept { return listener_.connections(); }

    void refuse()
    {
        listener_.on_thread(
            [this]
            {
                listener_.refuse();
                for (auto* socket : sockets_)
                    socket->close();
            });
    }
    void accept()
    {
        listener_.on_thread([this] { listener_.accept(); });
    }

    void hold()
    {
        listener_.on_thread([this] { held_ = true; });
    }
    void release()
    {
        listener_.on_thread(
            [this]
            {
                held_ = false;
                gate_.cancel();
            });
    }
    void wait_until_held(size_t count)
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return waiting_ >= count; });
    }

private:
    asio::awaitable<void> serve(tcp::socket socket)
    {
        sockets_.insert(&socket);
        // A handler may throw at a request that no test should send; that ends the connection.
        const auto forget = [this](tcp::socket* gone) { sockets_.erase(gone); };
        const std::unique_ptr<tcp::socket, decltype(forget)> guard{&socket, forget};
        for (bool keep = true; keep;)
            keep = co_await serve_one(socket);
    }

    /// False when the connection ends.
    asio::awaitable<bool> serve_one(tcp::socket& socket)
    {
        std::string buffer;
        const auto [head_error, head_size] = co_await asio::async_read_until(
            socket, asio::dynamic_buffer(buffer), "\r\n\r\n", kToResult);
        if (head_error)
            co_return false;
        auto request = parse_head(std::string_view{buffer}.substr(0, head_size));
        request.body = buffer.substr(head_size);
        const auto length = std::stoull(request.headers["content-length"]);
        const size_t rest = length - request.body.size();
        const auto [body_error, body_size] = co_await asio::async_read(
            socket, asio::dynamic_buffer(request.body), asio::transfer_exactly(rest), kToResult);
        if (body_error)
            co_return false;
        const auto answer = handler_(request);
        co_await pass_gate();
        co_return co_await send(socket, answer);
    }

    asio::awaitable<void> pass_gate()
    {
        count_waiting(1);
        while (held_)
            co_await gate_.async_wait(kToResult);
        count_waiting(-1);
    }

    void count_waiting(int change)
    {
        const std::lock_guard lock{mutex_};
        waiting_ += static_cast<size_t>(change);
        changed_.notify_all();
    }

    static asio::awaitable<bool> send(tcp::socket& socket, const HttpAnswer& answer)
    {
        if (answer.hang_up)
            co_return false;
        auto text = head_of(answer);
        if (has_length(answer))
            text += answer.body.substr(0, answer.body.size() / (answer.cut_short ? 2 : 1));
        const auto [error, size] =
            co_await asio::async_write(socket, asio::buffer(text), kToResult);
        if (error || answer.cut_short)
            co_return false;
        if (has_length(answer))
            co_return true;
        const auto chunk = chunk_of(answer.body);
        for (uint64_t sent = 0; sent < answer.stream_bytes; sent += chunk.size())
        {
            const auto [chunk_error, chunk_size] =
                co_await asio::async_write(socket, asio::buffer(chunk), kToResult);
            if (chunk_error)
                break;
        }
        co_return false;
    }

    Handler handler_;

    // Counts requests between handler and answer, for those who wait for one to be held.
    std::mutex mutex_;
    std::condition_variable changed_;
    size_t waiting_ = 0;

    // Used on the listener's thread only.
    std::set<tcp::socket*> sockets_;
    Listener listener_{[this](tcp::socket socket) { return serve(std::move(socket)); }};
    asio::steady_timer gate_{listener_.io(), asio::steady_timer::time_point::max()};
    bool held_ = false;
};

FakeHttpServer::FakeHttpServer(Handler handler) : impl_{std::make_unique<Impl>(std::move(handler))}
{
}

FakeHttpServer::~FakeHttpServer() = default;

uint16_t FakeHttpServer::port() const noexcept
{
    return impl_->port();
}

size_t FakeHttpServer::connections() const noexcept
{
    return impl_->connections();
}

void FakeHttpServer::refuse_connections()
{
    impl_->refuse();
}

void FakeHttpServer::accept_connections()
{
    impl_->accept();
}

void FakeHttpServer::hold()
{
    impl_->hold();
}

void FakeHttpServer::release()
{
    impl_->release();
}

void FakeHttpServer::wait_until_held(size_t count)
{
    impl_->wait_until_held(count);
}
}  // namespace interlock::testing
