// The JSON-RPC door.
#include <boost/asio.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <deque>
#include <nlohmann/json.hpp>
#include <thread>

#include "client/load/door.hpp"

namespace interlock::client
{
namespace
{
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using nlohmann::json;

constexpr auto kToResult = asio::as_tuple(asio::use_awaitable);

/// The whole request as it goes over the wire.
std::string text_of(const Question& question, const RpcDoorOptions& options)
{
    auto entries = json::array();
    for (const auto& entry : question.entries)
        entries.push_back(to_hex(entry));
    const json call{{"jsonrpc", "2.0"}, {"id", 1}, {"method", "interop_checkAccessList"},
        {"params", {entries, std::string{to_string(question.terms.min_safety)},
                       {{"chainID", to_string(question.terms.executing_chain)},
                           {"timestamp", quantity_to_hex(question.terms.timestamp_s)},
                           {"timeout", quantity_to_hex(question.terms.timeout_s)}}}}};
    const auto body = call.dump();
    return "POST / HTTP/1.1\r\nHost: " + options.host + "\r\nContent-Type: application/json\r\n" +
           (options.connects_anew ? "Connection: close\r\n" : "") +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

using Plain = beast::tcp_stream;
using Encrypted = beast::ssl_stream<beast::tcp_stream>;

/// What was read from files before must be in order.
ssl::context context_of(const Tls& tls, const std::string& host)
{
    ssl::context out{ssl::context::tls_client};
    out.set_verify_mode(ssl::verify_peer);
    out.set_verify_callback(ssl::host_name_verification{host});
    if (tls.ca().empty())
        out.set_default_verify_paths();
    else
        out.add_certificate_authority(asio::buffer(tls.ca()));
    if (const auto& identity = tls.identity())
    {
        out.use_certificate_chain(asio::buffer(identity->certificate));
        out.use_private_key(asio::buffer(identity->key), ssl::context::pem);
    }
    return out;
}

Outcome outcome_of(const http::response<http::string_body>& reply)
{
    if (reply.result() != http::status::ok)
        return "HTTP status " + std::to_string(reply.result_int());
    const auto body = json::parse(reply.body(), nullptr, false);
    if (!body.is_object())
        return "failed";
    if (body.contains("result"))
        return "valid";
    return "error " + body.value("/error/code"_json_pointer, json{}).dump();
}

class RpcDoor final : public Door
{
public:
    RpcDoor(const std::vector<Question>& questions, const RpcDoorOptions& options)
      : options_{options}
    {
        for (const auto& question : questions)
            requests_.push_back(text_of(question, options));
        if (options.tls)
            tls_ = context_of(*options.tls, options.host);
        beast::error_code ignored;  // Without an address, each connection fails and says so.
        tcp::resolver resolver{io_};
        for (const auto& found : resolver.resolve(options.host, options.port, ignored))
            addresses_.push_back(found.endpoint());
        thread_ = std::thread{[this] { io_.run(); }};
    }
    ~RpcDoor() override
    {
        io_.stop();
        thread_.join();
    }
    RpcDoor(const RpcDoor&) = delete;
    RpcDoor& operator=(const RpcDoor&) = delete;

    void ask(size_t number, const Answered& answered) override
    {
        asio::post(io_, [this, work = Work{number, answered}] { take(work); });
    }

private:
    struct Work
    {
        size_t number = 0;
        Answered answered;
    };

    // What follows runs on the one thread.

    void take(const Work& work)
    {
        waiting_.push_back(work);
        const auto limit = options_.connects_anew ? SIZE_MAX : options_.door.connections;
        if (!idle_.empty())
            idle_.front()->cancel();
        else if (connections_ < limit)
        {
            if (tls_)
                asio::co_spawn(io_, serve<Encrypted>(), asio::detached);
            else
                asio::co_spawn(io_, serve<Plain>(), asio::detached);
        }
    }

    /// One connection: whatever waits, one after the other.
    template <typename Stream>
    asio::awaitable<void> serve()
    {
        ++connections_;
        std::optional<Stream> stream;
        beast::flat_buffer buffer;
        asio::steady_timer bell{io_, asio::steady_timer::time_point::max()};
        bool is_open = false;
        while (true)
        {
            while (waiting_.empty() && !options_.connects_anew)
            {
                idle_.push_back(&bell);
                static_cast<void>(co_await bell.async_wait(kToResult));
                std::erase(idle_, &bell);
            }
            if (waiting_.empty())
                break;
            const auto work = std::move(waiting_.front());
            waiting_.pop_front();
            if (!is_open)
                begin(stream);
            beast::get_lowest_layer(*stream).expires_after(options_.door.deadline);
            // Each wait is a statement of its own: GCC 12 loses its way in conditions with several.
            if (!is_open)
                is_open = co_await open(*stream);
            Exchanged exchanged;
            if (is_open)
                exchanged = co_await exchange(*stream, buffer, requests_[work.number]);
            is_open = exchanged.goes_on;
            work.answered(exchanged.outcome);
            if (options_.connects_anew)
                break;
            if (!is_open)
                buffer.clear();
        }
        --connections_;
    }

    void begin(std::optional<Plain>& stream) { stream.emplace(io_); }
    void begin(std::optional<Encrypted>& stream)
    {
        stream.emplace(io_, *tls_);
        // SSL_set_tlsext_host_name, without its cast.
        SSL_ctrl(stream->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
            options_.host.data());
    }

    asio::awaitable<bool> open(Plain& stream)
    {
        const auto [error, to] = co_await stream.async_connect(addresses_, kToResult);
        if (!error)
            stream.socket().set_option(tcp::no_delay{true});
        co_return !error;
    }
    asio::awaitable<bool> open(Encrypted& stream)
    {
        const bool is_connected = co_await open(stream.next_layer());
        if (!is_connected)
            co_return false;
        const auto [error] = co_await stream.async_handshake(ssl::stream_base::client, kToResult);
        co_return !error;
    }

    struct Exchanged
    {
        Outcome outcome = "no answer";
        bool goes_on = false;  // The connection can be used again.
    };
    template <typename Stream>
    static asio::awaitable<Exchanged> exchange(
        Stream& stream, beast::flat_buffer& buffer, const std::string& request)
    {
        const auto [failed, sent] =
            co_await asio::async_write(stream, asio::buffer(request), kToResult);
        http::response<http::string_body> reply;
        const auto [error, size] = co_await http::async_read(stream, buffer, reply, kToResult);
        Exchanged out;
        if (!error)
            out = {outcome_of(reply), reply.keep_alive() && !failed};
        co_return out;
    }

    RpcDoorOptions options_;
    std::vector<std::string> requests_;
    std::optional<ssl::context> tls_;
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    std::vector<tcp::endpoint> addresses_;
    std::deque<Work> waiting_;
    std::vector<asio::steady_timer*> idle_;
    size_t connections_ = 0;
    std::thread thread_;
};
}  // namespace

std::unique_ptr<Door> make_rpc_door(
    const std::vector<Question>& questions, const RpcDoorOptions& options)
{
    return std::make_unique<RpcDoor>(questions, options);
}
}  // namespace interlock::client
