// The gRPC door of interlock.v1.Supervisor: bounds and shapes; the judge decides.
#pragma once

#include "interlock/v1/supervisor.grpc.pb.h"
#include "server/api/context.hpp"

namespace interlock::server
{
/// The bounds that supervisor.proto states.
inline constexpr int kMaxAccessListEntries = 3'000;
inline constexpr int kMaxMessages = 1'000;

/// Handlers run on gRPC's threads: they only read the index, which takes microseconds a message.
class SupervisorService final : public interlock::v1::Supervisor::CallbackService
{
public:
    explicit SupervisorService(const ApiContext& context) : context_{context} {}

    grpc::ServerUnaryReactor* CheckAccessList(grpc::CallbackServerContext* call,
        const interlock::v1::CheckAccessListRequest* request,
        interlock::v1::CheckAccessListReply* reply) override;
    grpc::ServerUnaryReactor* CheckMessages(grpc::CallbackServerContext* call,
        const interlock::v1::CheckMessagesRequest* request,
        interlock::v1::CheckMessagesReply* reply) override;
    grpc::ServerUnaryReactor* GetHeads(grpc::CallbackServerContext* call,
        const interlock::v1::GetHeadsRequest* request,
        interlock::v1::GetHeadsReply* reply) override;
    grpc::ServerUnaryReactor* GetDependencySet(grpc::CallbackServerContext* call,
        const interlock::v1::GetDependencySetRequest* request,
        interlock::v1::GetDependencySetReply* reply) override;

private:
    const ApiContext& context_;
};
}  // namespace interlock::server
