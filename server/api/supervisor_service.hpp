// The gRPC door of interlock.v1.Supervisor: bounds and shapes; the judge decides.
#pragma once

#include "interlock/v1/supervisor.grpc.pb.h"
#include "server/api/check_stream.hpp"
#include "server/api/context.hpp"
#include "server/api/finish_on.hpp"
#include "server/api/watch_hub.hpp"

namespace interlock::server
{
/// The bound that supervisor.proto states; that of access lists is every door's.
inline constexpr int kMaxMessages = 1'000;

/// Handlers that read a few rows of the index, which takes microseconds a message, run on gRPC's
/// threads; the others on the pool; streams of changes are fed by the hub, streams of checks have
/// threads of their own.
class SupervisorService final : public interlock::v1::Supervisor::CallbackService
{
public:
    struct Helpers
    {
        WorkPool& pool;
        WatchHub& hub;
        CheckStreams& checks;
    };
    /// All of it outlives the service.
    SupervisorService(const ApiContext& context, Helpers helpers)
      : context_{context}, pool_{helpers.pool}, hub_{helpers.hub}, checks_{helpers.checks}
    {
    }

    grpc::ServerUnaryReactor* CheckAccessList(grpc::CallbackServerContext* call,
        const interlock::v1::CheckAccessListRequest* request,
        interlock::v1::CheckAccessListReply* reply) override;
    grpc::ServerUnaryReactor* CheckMessages(grpc::CallbackServerContext* call,
        const interlock::v1::CheckMessagesRequest* request,
        interlock::v1::CheckMessagesReply* reply) override;
    CheckReactor* CheckStream(grpc::CallbackServerContext* call) override;
    grpc::ServerUnaryReactor* GetHeads(grpc::CallbackServerContext* call,
        const interlock::v1::GetHeadsRequest* request,
        interlock::v1::GetHeadsReply* reply) override;
    grpc::ServerUnaryReactor* GetDependencySet(grpc::CallbackServerContext* call,
        const interlock::v1::GetDependencySetRequest* request,
        interlock::v1::GetDependencySetReply* reply) override;
    grpc::ServerUnaryReactor* CheckBlock(grpc::CallbackServerContext* call,
        const interlock::v1::CheckBlockRequest* request,
        interlock::v1::CheckBlockReply* reply) override;
    grpc::ServerUnaryReactor* GetDerivationInputs(grpc::CallbackServerContext* call,
        const interlock::v1::GetDerivationInputsRequest* request,
        interlock::v1::GetDerivationInputsReply* reply) override;
    grpc::ServerUnaryReactor* GetSuperRoot(grpc::CallbackServerContext* call,
        const interlock::v1::GetSuperRootRequest* request,
        interlock::v1::GetSuperRootReply* reply) override;
    grpc::ServerWriteReactor<interlock::v1::HeadChange>* WatchHeads(
        grpc::CallbackServerContext* call,
        const interlock::v1::WatchHeadsRequest* request) override;
    grpc::ServerWriteReactor<interlock::v1::VerdictChange>* WatchVerdicts(
        grpc::CallbackServerContext* call,
        const interlock::v1::WatchVerdictsRequest* request) override;

private:
    const ApiContext& context_;
    WorkPool& pool_;
    WatchHub& hub_;
    CheckStreams& checks_;
};
}  // namespace interlock::server
