// A small world behind a real gRPC server on loopback, and clients of it.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "interlock/v1/index.grpc.pb.h"
#include "interlock/v1/supervisor.grpc.pb.h"
#include "proto/wire/convert.hpp"
#include "server/api/grpc_server.hpp"
#include "server/ingest/failsafe_feed.hpp"
#include "tests/support/safety_world.hpp"

namespace interlock::testing
{
namespace pb = ::interlock::v1;

/// Long enough that a slow machine does not fail a test.
inline constexpr std::chrono::seconds kLong{60};

/// A call that ends by itself after kLong.
class Call
{
public:
    Call() { context_.set_deadline(std::chrono::system_clock::now() + kLong); }
    operator grpc::ClientContext*() { return &context_; }  // NOLINT: for the stubs.
    grpc::ClientContext* operator->() { return &context_; }
    /// The cause that the service gave; empty when it gave none.
    [[nodiscard]] std::string cause() const;

private:
    grpc::ClientContext context_;
};

/// Alpha, beta and gamma, begun and ready, as the service has them.
class ServedWorld
{
public:
    ServedWorld();
    ~ServedWorld() { stop(); }

    void start(const server::ApiLimits& limits = {}, const server::TlsSettings& tls = {});
    void stop();

    [[nodiscard]] std::string address() const;
    /// Stubs over a connection of their own.
    [[nodiscard]] std::unique_ptr<pb::Supervisor::Stub> connect() const;
    [[nodiscard]] pb::Supervisor::Stub& supervisor() const { return *supervisor_; }
    [[nodiscard]] pb::Index::Stub& index() const { return *index_; }

    SafetyWorld world;
    server::StatusBoard board{world.set()};
    server::Failsafes failsafes{server::default_failsafe_policies()};
    server::FailsafeFeed failsafe_feed{world.set(), failsafes, board, [] { return uint64_t{1}; }};
    server::CommitSignal commits;
    server::CheckCounts checks;

private:
    [[nodiscard]] std::shared_ptr<grpc::Channel> channel() const;

    const server::Judge judge_{world.set(), {}};
    const std::map<ChainId, std::string> names_{{kAlpha, "alpha"}};
    std::optional<server::ApiContext> context_;
    std::unique_ptr<server::GrpcServer> server_;
    std::unique_ptr<pb::Supervisor::Stub> supervisor_;
    std::unique_ptr<pb::Index::Stub> index_;
};

/// A stream as a client reads it.
template <typename Message>
class Watching
{
public:
    using Reader = std::unique_ptr<grpc::ClientReader<Message>>;

    /// `open` begins it with the context it is given.
    template <typename Open>
    explicit Watching(Open open) : reader_{open(static_cast<grpc::ClientContext*>(call_))}
    {
    }
    ~Watching()
    {
        if (reader_)
        {
            call_->TryCancel();
            static_cast<void>(end());
        }
    }
    Watching(Watching&&) = delete;
    Watching(const Watching&) = delete;

    /// Returns once the service has taken its first look for the subscriber, or refused it.
    void wait_until_begun() { reader_->WaitForInitialMetadata(); }
    /// nullopt when the stream has ended.
    std::optional<Message> next()
    {
        Message message;
        return reader_->Read(&message) ? std::optional{message} : std::nullopt;
    }
    std::vector<Message> take(size_t count)
    {
        std::vector<Message> out;
        while (out.size() < count)
        {
            const auto message = next();
            if (!message)
                break;
            out.push_back(*message);
        }
        return out;
    }
    /// Reads what is left.
    std::vector<Message> drain() { return take(SIZE_MAX); }
    /// How it ended; what was not read is lost.
    grpc::Status end()
    {
        static_cast<void>(drain());
        const auto status = reader_->Finish();
        reader_.reset();
        return status;
    }
    void cancel() { call_->TryCancel(); }
    Call& call() { return call_; }

private:
    Call call_;
    Reader reader_;
};

using WatchingHeads = Watching<pb::HeadChange>;
using WatchingVerdicts = Watching<pb::VerdictChange>;

template <typename Request>
[[nodiscard]] Request watch_request(
    std::optional<uint64_t> after, const std::vector<ChainId>& chains = {})
{
    Request request;
    if (after)
        request.set_after(*after);
    for (const auto& chain : chains)
        request.add_chain_ids(wire::to_proto(chain));
    return request;
}

/// Opens a stream of heads for a Watching.
[[nodiscard]] inline auto heads(pb::Supervisor::Stub& stub,
    std::optional<uint64_t> after = std::nullopt, const std::vector<ChainId>& chains = {})
{
    return [&stub, request = watch_request<pb::WatchHeadsRequest>(after, chains)](
               grpc::ClientContext* call) { return stub.WatchHeads(call, request); };
}
[[nodiscard]] inline auto verdicts(pb::Supervisor::Stub& stub,
    std::optional<uint64_t> after = std::nullopt, const std::vector<ChainId>& chains = {})
{
    return [&stub, request = watch_request<pb::WatchVerdictsRequest>(after, chains)](
               grpc::ClientContext* call) { return stub.WatchVerdicts(call, request); };
}
}  // namespace interlock::testing
