// The gRPC door of interlock.v1.Index: what is indexed, and how the service is doing.
#pragma once

#include "interlock/v1/index.grpc.pb.h"
#include "server/api/context.hpp"

namespace interlock::server
{
/// Handlers run on gRPC's threads: they only read the index.
class IndexService final : public interlock::v1::Index::CallbackService
{
public:
    explicit IndexService(const ApiContext& context) : context_{context} {}

    grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* call,
        const interlock::v1::GetStatusRequest* request,
        interlock::v1::GetStatusReply* reply) override;
    grpc::ServerUnaryReactor* GetBlock(grpc::CallbackServerContext* call,
        const interlock::v1::GetBlockRequest* request,
        interlock::v1::GetBlockReply* reply) override;
    grpc::ServerUnaryReactor* GetMessage(grpc::CallbackServerContext* call,
        const interlock::v1::GetMessageRequest* request,
        interlock::v1::GetMessageReply* reply) override;

private:
    const ApiContext& context_;
};
}  // namespace interlock::server
