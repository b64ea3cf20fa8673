#include "tests/support/fake_websocket.hpp"

#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast.hpp>
#include <boost/beast/ssl.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/support/certificates.hpp"
#include "tests/support/listener.hpp"

namespace interlock::testing
{
namespace
{
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;

constexpr auto kToResult = asio::as_tuple(asio::use_awaitable);
constexpr auto* kSubscription = "0x9cef478923ff08bf67fde6c64013158d";

/// What is written to a connection.
struct Parcel
{
    enum class Kind
    {
        text,
        binary,
        raw,
    };
    Kind kind = Kind::text;
    std::string bytes;
};

/// A connection, whatever it is encrypted with.
class Session
{
public:
    virtual ~Session() = default;
    virtual void send(const Parcel& parcel) = 0;
    virtual void close() = 0;
};

std::string lower(std::string_view text)
{
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
        [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string announcement()
{
    return nlohmann::json{{"jsonrpc", "2.0"}, {"method", "eth_subscription"},
        {"params", {{"subscription", kSubscription}, {"result", {{"number", "0x1"}}}}}}
        .dump();
}
}  // namespace

class FakeWebSocket::Impl
{
public:
    explicit Impl(const Certificate* certificate)
    {
        if (certificate != nullptr)
        {
            context_.emplace(asio::ssl::context::tls_server);
            context_->use_certificate_chain_file(certificate->certificate_file);
            context_->use_private_key_file(certificate->key_file, asio::ssl::context::pem);
        }
        listener_.start();
    }
    ~Impl()
    {
        go_on();
        listener_.stop();
    }

    uint16_t port() const noexcept { return listener_.port(); }

    void set_habit(Habit habit)
    {
        listener_.on_thread(
            [&]
            {
                habit_ = habit;
                if (habit == Habit::refuse_connections)
                    listener_.refuse();
                else
                    listener_.accept();
            });
    }
    void reply_with(std::string text)
    {
        listener_.on_thread([&] { reply_ = std::move(text); });
    }
    void send(const Parcel& parcel)
    {
        listener_.on_thread(
            [&]
            {
                for (auto* session : subscribed_)
                    session->send(parcel);
            });
    }
    void drop()
    {
        listener_.on_thread(
            [&]
            {
                for (auto* session : all_)
                    session->close();
            });
    }
    void stall()
    {
        is_stalled_ = true;
        asio::post(listener_.io(), [this] { is_stalled_.wait(true); });
    }
    void go_on()
    {
        is_stalled_ = false;
        is_stalled_.notify_all();
    }
    void wait_for_pings(size_t count)
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return pings_ >= count; });
    }
    void wait_for_subscriptions(size_t count)
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return subscriptions_ >= count; });
    }
    size_t connections() const noexcept { return listener_.connections(); }
    std::map<std::string, std::string> last_request() const
    {
        const std::scoped_lock lock{mutex_};
        return last_request_;
    }

private:
    using Plain = websocket::stream<beast::tcp_stream>;
    using Encrypted = websocket::stream<beast::ssl_stream<beast::tcp_stream>>;

    template <typename Stream>
    class SessionOn final : public Session
    {
    public:
        explicit SessionOn(Stream stream) : stream_{std::move(stream)} {}

        void send(const Parcel& parcel) override
        {
            parcels_.push_back(parcel);
            if (parcels_.size() == 1)
                asio::co_spawn(stream_.get_executor(), write_all(), asio::detached);
        }
        void close() override { beast::get_lowest_layer(stream_).close(); }
        Stream& stream() { return stream_; }

    private:
        asio::awaitable<void> write_all()
        {
            while (!parcels_.empty())
            {
                const auto& [kind, bytes] = parcels_.front();
                const auto buffer = asio::buffer(bytes);
                stream_.binary(kind == Parcel::Kind::binary);
                if (kind == Parcel::Kind::raw)
                    co_await asio::async_write(stream_.next_layer(), buffer, kToResult);
                else
                    co_await stream_.async_write(buffer, kToResult);
                parcels_.pop_front();
            }
        }

        Stream stream_;
        std::deque<Parcel> parcels_;  // The first is being written.
    };

    asio::awaitable<void> serve(tcp::socket socket)
    {
        if (habit_ == Habit::hang_up)
            co_return;
        if (!context_)
        {
            co_await serve_on(Plain{std::move(socket)});
            co_return;
        }
        Encrypted stream{std::move(socket), *context_};
        const auto [error] =
            co_await stream.next_layer().async_handshake(asio::ssl::stream_base::server, kToResult);
        if (!error)
            co_await serve_on(std::move(stream));
    }

    template <typename Stream>
    asio::awaitable<void> serve_on(Stream stream)
    {
        const auto session = std::make_shared<SessionOn<Stream>>(std::move(stream));
        all_.insert(session.get());
        const auto forget = [this](Session* gone)
        {
            all_.erase(gone);
            subscribed_.erase(gone);
        };
        const std::unique_ptr<Session, decltype(forget)> guard{session.get(), forget};
        beast::flat_buffer buffer;
        if (!co_await upgrade(*session, buffer))
            co_return;
        bool keep = true;
        while (keep)
        {
            const auto [error, size] = co_await session->stream().async_read(buffer, kToResult);
            keep = !error && take(*session, beast::buffers_to_string(buffer.data()));
            buffer.consume(buffer.size());
        }
        // What is to be written first is being written.
        if (subscribed_.contains(session.get()) && habit_ == Habit::break_off)
            co_await session->stream().async_close(websocket::close_code::going_away, kToResult);
    }

    template <typename Stream>
    asio::awaitable<bool> upgrade(SessionOn<Stream>& session, beast::flat_buffer& buffer)
    {
        auto& stream = session.stream();
        http::request<http::string_body> request;
        const auto [error, size] =
            co_await http::async_read(stream.next_layer(), buffer, request, kToResult);
        if (error)
            co_return false;
        keep_request(request);
        if (habit_ == Habit::never_shake_hands)
        {
            asio::steady_timer for_ever{listener_.io(), asio::steady_timer::time_point::max()};
            co_await for_ever.async_wait(kToResult);
        }
        if (habit_ == Habit::decline || habit_ == Habit::ask_for_patience)
        {
            http::response<http::string_body> response{habit_ == Habit::decline
                                                           ? http::status::forbidden
                                                           : http::status::too_many_requests,
                request.version()};
            response.set(http::field::retry_after, "7");
            response.prepare_payload();
            co_await http::async_write(stream.next_layer(), response, kToResult);
            co_return false;
        }
        stream.control_callback(
            [this](websocket::frame_type kind, beast::string_view)
            {
                if (kind == websocket::frame_type::ping)
                    count(pings_);
            });
        const auto [failed] = co_await stream.async_accept(request, kToResult);
        co_return !failed;
    }

    void keep_request(const http::request<http::string_body>& request)
    {
        const std::scoped_lock lock{mutex_};
        last_request_ = {{":target", std::string{request.target()}}};
        for (const auto& field : request)
            last_request_[lower(field.name_string())] = field.value();
    }

    /// False when nothing more is read.
    bool take(Session& session, const std::string& text)
    {
        const auto asked = nlohmann::json::parse(text, nullptr, false);
        if (!asked.is_object() || asked.value("method", "") != "eth_subscribe" ||
            habit_ == Habit::never_reply)
            return true;
        nlohmann::json reply{{"jsonrpc", "2.0"}, {"id", asked.at("id")}};
        if (habit_ == Habit::refuse_subscription)
            reply["error"] = {{"code", -32601},
                {"message", "no eth_subscribe for " + last_request().at(":target")}};
        else
            reply["result"] = kSubscription;
        session.send({Parcel::Kind::text, reply_.value_or(reply.dump())});
        subscribed_.insert(&session);
        count(subscriptions_);
        return habit_ != Habit::break_off;
    }

    void count(size_t& counter)
    {
        {
            const std::scoped_lock lock{mutex_};
            ++counter;
        }
        changed_.notify_all();
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    size_t subscriptions_ = 0;  // Guarded by mutex_, as the next two.
    size_t pings_ = 0;
    std::map<std::string, std::string> last_request_;  // By name.
    std::atomic<bool> is_stalled_ = false;

    // Used on the listener's thread only.
    Habit habit_ = Habit::serve;
    std::optional<std::string> reply_;
    std::set<Session*> all_;
    std::set<Session*> subscribed_;
    std::optional<asio::ssl::context> context_;
    Listener listener_{[this](tcp::socket socket) { return serve(std::move(socket)); }};
};

FakeWebSocket::FakeWebSocket() : impl_{std::make_unique<Impl>(nullptr)}
{
}

FakeWebSocket::FakeWebSocket(const Certificate& certificate)
  : impl_{std::make_unique<Impl>(&certificate)}
{
}

FakeWebSocket::~FakeWebSocket() = default;

uint16_t FakeWebSocket::port() const noexcept
{
    return impl_->port();
}

void FakeWebSocket::set_habit(Habit habit)
{
    impl_->set_habit(habit);
}

void FakeWebSocket::reply_with(std::string text)
{
    impl_->reply_with(std::move(text));
}

void FakeWebSocket::announce()
{
    send(announcement());
}

void FakeWebSocket::send(std::string text)
{
    impl_->send({Parcel::Kind::text, std::move(text)});
}

void FakeWebSocket::send_binary(std::string bytes)
{
    impl_->send({Parcel::Kind::binary, std::move(bytes)});
}

void FakeWebSocket::send_raw(std::string bytes)
{
    impl_->send({Parcel::Kind::raw, std::move(bytes)});
}

void FakeWebSocket::drop()
{
    impl_->drop();
}

void FakeWebSocket::wait_for_subscriptions(size_t count)
{
    impl_->wait_for_subscriptions(count);
}

void FakeWebSocket::stall()
{
    impl_->stall();
}

void FakeWebSocket::go_on()
{
    impl_->go_on();
}

void FakeWebSocket::wait_for_pings(size_t count)
{
    impl_->wait_for_pings(count);
}

size_t FakeWebSocket::connections() const
{
    return impl_->connections();
}

std::map<std::string, std::string> FakeWebSocket::last_request() const
{
    return impl_->last_request();
}

Certificate make_certificate(const std::string& folder, const std::string& names)
{
    Certificate out{folder + "/certificate.pem", folder + "/key.pem"};
    TestCertificate{"localhost", nullptr, {.names = names}}.write(
        out.certificate_file, out.key_file);
    return out;
}
}  // namespace interlock::testing
