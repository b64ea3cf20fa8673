#include "server/api/index_service.hpp"

#include "server/api/block_inspection.hpp"
#include "server/api/inspection.hpp"
#include "server/api/message_inspection.hpp"
#include "server/api/status.hpp"
#include "server/api/transactions.hpp"

namespace interlock::server
{
grpc::ServerUnaryReactor* IndexService::GetStatus(
    grpc::CallbackServerContext* call, const pb::GetStatusRequest*, pb::GetStatusReply* reply)
{
    return finish(*call, get_status(context_, *reply));
}

grpc::ServerUnaryReactor* IndexService::GetBlock(
    grpc::CallbackServerContext* call, const pb::GetBlockRequest* request, pb::GetBlockReply* reply)
{
    return finish(*call, get_block(context_, *request, *reply));
}

grpc::ServerUnaryReactor* IndexService::GetMessage(grpc::CallbackServerContext* call,
    const pb::GetMessageRequest* request, pb::GetMessageReply* reply)
{
    return finish(*call, get_message(context_, *request, *reply));
}

grpc::ServerUnaryReactor* IndexService::Explain(
    grpc::CallbackServerContext* call, const pb::ExplainRequest* request, pb::ExplainReply* reply)
{
    return finish_on(pool_, *call,
        [this, request, reply](const auto&) { return explain(context_, *request, *reply); });
}

grpc::ServerUnaryReactor* IndexService::GetGraph(
    grpc::CallbackServerContext* call, const pb::GetGraphRequest* request, pb::GetGraphReply* reply)
{
    return finish_on(pool_, *call,
        [this, request, reply](const auto&) { return get_graph(context_, *request, *reply); });
}

grpc::ServerUnaryReactor* IndexService::ListMessages(grpc::CallbackServerContext* call,
    const pb::ListMessagesRequest* request, pb::ListMessagesReply* reply)
{
    return finish_on(request->decode() ? lookups_ : pool_, *call,
        [this, request, reply](const auto&)
        { return list_messages(context_, lookup_, *request, *reply); });
}

grpc::ServerUnaryReactor* IndexService::FindTransaction(grpc::CallbackServerContext* call,
    const pb::FindTransactionRequest* request, pb::FindTransactionReply* reply)
{
    return finish_on(lookups_, *call,
        [this, request, reply](const auto&)
        { return find_transaction(context_, lookup_, *request, *reply); });
}
}  // namespace interlock::server
