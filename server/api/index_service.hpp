// The gRPC door of interlock.v1.Index: what is indexed, and how the service is doing.
#pragma once

#include "interlock/v1/index.grpc.pb.h"
#include "server/api/context.hpp"
#include "server/api/finish_on.hpp"

namespace interlock::server
{
class Lookup;

/// Handlers that read a few rows of the index run on gRPC's threads, those that read many on one
/// pool, and those that ask nodes on another.
class IndexService final : public interlock::v1::Index::CallbackService
{
public:
    /// All outlive the service; `lookup` is nullptr where nodes cannot be asked.
    IndexService(const ApiContext& context, Lookup* lookup, WorkPool& pool, WorkPool& lookups)
      : context_{context}, lookup_{lookup}, pool_{pool}, lookups_{lookups}
    {
    }

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
    grpc::ServerUnaryReactor* ListMessages(grpc::CallbackServerContext* call,
        const interlock::v1::ListMessagesRequest* request,
        interlock::v1::ListMessagesReply* reply) override;
    grpc::ServerUnaryReactor* FindTransaction(grpc::CallbackServerContext* call,
        const interlock::v1::FindTransactionRequest* request,
        interlock::v1::FindTransactionReply* reply) override;

private:
    const ApiContext& context_;
    Lookup* lookup_;
    WorkPool& pool_;
    WorkPool& lookups_;
};
}  // namespace interlock::server
