// Servers that do nothing: the same reply, whatever is asked. What the service's doors are compared
// with.
//
//   echo-server MODEL    MODEL: sync, callback, async, raw (gRPC); http-1, http-2 (threads)
//
// Reads the reply from the first line of its standard input, in hex; prints the port that it
// listens at on 127.0.0.1; ends when its standard input does.
#include <fmt/format.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <iostream>
#include <thread>

#include "interlock/v1/supervisor.grpc.pb.h"
#include "interop/eth/bytes.hpp"

namespace interlock::bench
{
namespace
{
namespace pb = ::interlock::v1;

constexpr size_t kThreads = 2;

void announce(int port)
{
    fmt::print("{}\n", port);
    std::fflush(stdout);
}

void wait_for_end()
{
    for (std::string line; std::getline(std::cin, line);)
    {
    }
}

std::unique_ptr<grpc::Server> listen(grpc::ServerBuilder& builder)
{
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    auto server = builder.BuildAndStart();
    if (!server)
        throw std::runtime_error{"cannot listen"};
    announce(port);
    return server;
}

/// Runs one with all that it registers; `serve` may be given queues to be emptied.
void run_registered(grpc::Service& service)
{
    grpc::ServerBuilder builder;
    builder.RegisterService(&service);
    const auto server = listen(builder);
    wait_for_end();
    server->Shutdown();
}

class Sync final : public pb::Supervisor::Service
{
public:
    explicit Sync(const pb::CheckAccessListReply& reply) : reply_{reply} {}
    grpc::Status CheckAccessList(grpc::ServerContext*, const pb::CheckAccessListRequest*,
        pb::CheckAccessListReply* reply) override
    {
        *reply = reply_;
        return grpc::Status::OK;
    }

private:
    const pb::CheckAccessListReply reply_;
};

class Callback final : public pb::Supervisor::CallbackService
{
public:
    explicit Callback(const pb::CheckAccessListReply& reply) : reply_{reply} {}
    grpc::ServerUnaryReactor* CheckAccessList(grpc::CallbackServerContext* call,
        const pb::CheckAccessListRequest*, pb::CheckAccessListReply* reply) override
    {
        *reply = reply_;
        auto* reactor = call->DefaultReactor();
        reactor->Finish(grpc::Status::OK);
        return reactor;
    }

private:
    const pb::CheckAccessListReply reply_;
};

/// What a completion queue hands back.
class Turn
{
public:
    virtual ~Turn() = default;
    virtual void go_on(bool ok) = 0;  // May destroy it.
};

/// A call that is waited for, answered, and followed by the next one.
class AsyncCall final : public Turn
{
public:
    AsyncCall(pb::Supervisor::AsyncService& service, grpc::ServerCompletionQueue& queue,
        const pb::CheckAccessListReply& reply)
      : service_{service}, queue_{queue}, reply_{reply}
    {
        service.RequestCheckAccessList(&call_, &request_, &responder_, &queue, &queue, this);
    }
    void go_on(bool ok) override
    {
        const bool is_answered = std::exchange(is_answered_, true);
        if (is_answered || !ok)
            return delete this;
        new AsyncCall{service_, queue_, reply_};
        responder_.Finish(reply_, grpc::Status::OK, this);
    }

private:
    pb::Supervisor::AsyncService& service_;
    grpc::ServerCompletionQueue& queue_;
    const pb::CheckAccessListReply& reply_;
    grpc::ServerContext call_;
    pb::CheckAccessListRequest request_;
    grpc::ServerAsyncResponseWriter<pb::CheckAccessListReply> responder_{&call_};
    bool is_answered_ = false;
};

/// The same without reading the request or writing the reply as messages.
class RawCall final : public Turn
{
public:
    RawCall(grpc::AsyncGenericService& service, grpc::ServerCompletionQueue& queue,
        const std::string& reply)
      : service_{service}, queue_{queue}, reply_{reply}
    {
        service.RequestCall(&call_, &stream_, &queue, &queue, this);
    }
    void go_on(bool ok) override
    {
        const auto state = state_++;
        if (!ok || state == 2)
            return delete this;
        if (state == 0)
        {
            new RawCall{service_, queue_, reply_};
            return stream_.Read(&request_, this);
        }
        const grpc::Slice slice{reply_};
        stream_.WriteAndFinish(
            grpc::ByteBuffer{&slice, 1}, grpc::WriteOptions{}, grpc::Status::OK, this);
    }

private:
    grpc::AsyncGenericService& service_;
    grpc::ServerCompletionQueue& queue_;
    const std::string& reply_;
    grpc::GenericServerContext call_;
    grpc::GenericServerAsyncReaderWriter stream_{&call_};
    grpc::ByteBuffer request_;
    int state_ = 0;
};

/// One queue a thread, each with as many calls waited for as may be under way.
template <typename Begin>
void run_queues(grpc::ServerBuilder& builder, const Begin& begin)
{
    constexpr size_t kCalls = 64;
    std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
    for (size_t i = 0; i < kThreads; ++i)
        queues.push_back(builder.AddCompletionQueue());
    const auto server = listen(builder);
    std::vector<std::thread> threads;
    for (const auto& queue : queues)
    {
        for (size_t i = 0; i < kCalls; ++i)
            begin(*queue);
        threads.emplace_back(
            [&queue]
            {
                void* tag = nullptr;
                for (bool ok = false; queue->Next(&tag, &ok);)
                    static_cast<Turn*>(tag)->go_on(ok);
            });
    }
    wait_for_end();
    server->Shutdown(std::chrono::system_clock::now());
    for (const auto& queue : queues)
        queue->Shutdown();
    for (auto& thread : threads)
        thread.join();
}

void run_async(const pb::CheckAccessListReply& reply)
{
    pb::Supervisor::AsyncService service;
    grpc::ServerBuilder builder;
    builder.RegisterService(&service);
    run_queues(builder, [&](auto& queue) { new AsyncCall{service, queue, reply}; });
}

void run_raw(const std::string& reply)
{
    grpc::AsyncGenericService service;
    grpc::ServerBuilder builder;
    builder.RegisterAsyncGenericService(&service);
    run_queues(builder, [&](auto& queue) { new RawCall{service, queue, reply}; });
}

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
constexpr auto kToResult = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> echo(tcp::socket socket, const std::string& body)
{
    beast::tcp_stream stream{std::move(socket)};
    beast::flat_buffer buffer;
    for (bool goes_on = true; goes_on;)
    {
        http::request<http::string_body> request;
        const auto [failed, read] = co_await http::async_read(stream, buffer, request, kToResult);
        if (failed)
            break;
        http::response<http::string_body> reply{http::status::ok, request.version()};
        reply.set(http::field::content_type, "application/json");
        reply.keep_alive(request.keep_alive());
        reply.body() = body;
        reply.prepare_payload();
        const auto [error, written] = co_await http::async_write(stream, reply, kToResult);
        goes_on = !error && reply.keep_alive();
    }
    beast::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> accept_all(
    tcp::acceptor& acceptor, asio::io_context& io, const std::string& body)
{
    for (;;)
    {
        auto [error, socket] = co_await acceptor.async_accept(asio::make_strand(io), kToResult);
        if (error)
            continue;
        socket.set_option(tcp::no_delay{true}, error);
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, echo(std::move(socket), body), asio::detached);
    }
}

void run_http(size_t count, const std::string& body)
{
    asio::io_context io{static_cast<int>(count)};
    tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
    announce(acceptor.local_endpoint().port());
    asio::co_spawn(io, accept_all(acceptor, io, body), asio::detached);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < count; ++i)
        threads.emplace_back([&io] { io.run(); });
    wait_for_end();
    io.stop();
    for (auto& thread : threads)
        thread.join();
}

std::string read_reply()
{
    std::string line;
    std::getline(std::cin, line);
    const auto bytes = bytes_from_hex("0x" + line);
    if (!bytes)
        throw std::runtime_error{"the reply is not hex"};
    return {bytes->begin(), bytes->end()};
}

void run(const std::string& model)
{
    const auto raw = read_reply();
    pb::CheckAccessListReply reply;
    if (!model.starts_with("http") && !reply.ParseFromString(raw))
        throw std::runtime_error{"the reply is no CheckAccessListReply"};
    if (model == "sync")
    {
        Sync service{reply};
        run_registered(service);
    }
    else if (model == "callback")
    {
        Callback service{reply};
        run_registered(service);
    }
    else if (model == "async")
        run_async(reply);
    else if (model == "raw")
        run_raw(raw);
    else if (model == "http-1")
        run_http(1, raw);
    else if (model == "http-2")
        run_http(2, raw);
    else
        throw std::runtime_error{"no such model: " + model};
}
}  // namespace
}  // namespace interlock::bench

int main(int argc, char** argv)
{
    try
    {
        interlock::bench::run(argc > 1 ? argv[1] : "");
        return 0;
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "echo-server: {}\n", error.what());
        return 1;
    }
}
