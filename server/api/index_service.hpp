// The gRPC door of interlock.v1.Index: what is indexed, and how the service is doing.
#pragma once

#include "interlock/v1/index.grpc.pb.h"
#include "server/api/context.hpp"
#include "server/api/finish_on.hpp"

namespace interlock::server
{
/// Handlers that read a few rows of the index run on gRPC's threads, the others on the pool.
class IndexService final : public interlock::v1::Index::CallbackService
{
public:
    /// Both outlive the service.
    IndexService(const ApiContext& context, WorkPool& pool) : context_{context}, pool_{pool} {}

    grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* call,
        const interlock::v1::GetStatusRequest* request,
        interlock::v1::GetStatusReply* reply) override;
    grpc::ServerUnaryReactor* GetBlock(grpc::CallbackServerContext* call,
        const interlock::v1::GetBlockRequest* request,
        interlock::v1::GetBlockReply* reply) override;
    grpc::ServerUnaryReactor* GetMessage(grpc::CallbackServerContext* call,
        const interlock::v1::GetMessageRequest* request,
        interlock::v1::GetMessageReply* reply) override;
    grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* call,
        const interlock::v1::ExplainRequest* request, interlock::v1::ExplainReply* reply) override;
    grpc::ServerUnaryReactor* GetGraph(grpc::CallbackServerContext* call,
        const interlock::v1::GetGraphRequest* request,
        interlock::v1::GetGraphReply* reply) override;

private:
    const ApiContext& context_;
    WorkPool& pool_;
};
}  // namespace interlock::server
