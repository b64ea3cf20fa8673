#include "server/api/index_service.hpp"

#include <fmt/format.h>

#include "server/api/inspection.hpp"
#include "server/api/status.hpp"

namespace interlock::server
{
namespace
{
/// The bounds that index.proto states.
constexpr size_t kMaxExecutors = 1'000;
constexpr size_t kMaxLogs = 10'000;

/// A block of a request, and the view it was found in.
struct OpenBlock
{
    ChainId chain;
    Circumstances circumstances;
    std::unique_ptr<storage::View> view;
    storage::BlockRecord record;
};

CallAnswer<OpenBlock> open_block(
    const ApiContext& context, std::string_view chain_id, uint64_t number)
{
    const auto chain = chain_from(context, chain_id);
    if (!chain)
        return tl::unexpected{chain.error()};
    auto open = open_index(context);
    if (!open)
        return tl::unexpected{open.error()};
    const auto block = find_block(*open->view, *chain, number);
    if (!block)
        return tl::unexpected{block.error()};
    return OpenBlock{*chain, std::move(open->circumstances), std::move(open->view), *block};
}

void put_executing(const ApiContext& context, const OpenBlock& open,
    const storage::ExecutingRecord& record, pb::ExecutingLog& out)
{
    out.set_chain_id(wire::to_proto(record.chain_id));
    out.set_block_number(record.block_number);
    out.set_log_index(record.log.log_index);
    if (!record.log.malformed)
        *out.mutable_message() = wire::to_proto(record.log.message);
    put_answer(judge_in_block(context.judge, *open.view, open.circumstances, record), out);
}

template <typename Reply>
CallResult put_reached(const OpenBlock& open, Reply& reply)
{
    const auto levels = levels_of(*open.view, open.chain, open.record.seal.id.number);
    if (!levels)
        return cannot_tell(levels.error());
    put_levels(*levels, reply);
    return {};
}

CallResult get_block(
    const ApiContext& context, const pb::GetBlockRequest& request, pb::GetBlockReply& reply)
{
    const auto open = open_block(context, request.chain_id(), request.number());
    if (!open)
        return tl::unexpected{open.error()};
    const auto& [chain, circumstances, view, block] = *open;
    const auto hashes = view->log_hashes(chain, request.number());
    const auto executing = view->executing_in(chain, request.number());
    if (!hashes || !executing)
        return cannot_tell(hashes ? executing.error() : hashes.error());

    *reply.mutable_block() = wire::to_proto(block.seal);
    reply.set_state_root(wire::to_proto(block.state_root));
    if (block.withdrawals_root)
        reply.set_withdrawals_root(wire::to_proto(*block.withdrawals_root));
    reply.set_log_count(block.log_count);
    const auto first = std::min<size_t>(request.first_log(), hashes->size());
    const auto end = std::min(first + kMaxLogs, hashes->size());
    for (auto i = first; i < end; ++i)
        reply.add_log_hashes(wire::to_proto((*hashes)[i]));
    for (const auto& record : *executing)
    {
        if (record.log.log_index >= first && record.log.log_index < end)
            put_executing(context, *open, record, *reply.add_executing());
    }
    return put_reached(*open, reply);
}

CallResult get_message(
    const ApiContext& context, const pb::GetMessageRequest& request, pb::GetMessageReply& reply)
{
    const auto number = request.block_number();
    const auto index = request.log_index();
    const auto open = open_block(context, request.chain_id(), number);
    if (!open)
        return tl::unexpected{open.error()};
    const auto& [chain, circumstances, view, block] = *open;
    const auto hash = view->log_hash(chain, number, index);
    if (!hash)
        return cannot_tell(hash.error());
    if (!*hash)
    {
        return not_found(
            fmt::format("log {} of block {} of chain {} does not exist; the block has {} logs",
                index, number, to_string(chain), block.log_count));
    }
    const auto executing = view->executing_in(chain, number);
    const auto executors = view->executing_of(chain, number, index, kMaxExecutors + 1);
    if (!executing || !executors)
        return cannot_tell(executing ? executors.error() : executing.error());

    *reply.mutable_block() = wire::to_proto(block.seal);
    reply.set_log_index(index);
    reply.set_log_hash(wire::to_proto(**hash));
    const LogPosition at{chain, number, block.seal.timestamp_s, index};
    reply.set_checksum(wire::to_proto(message_checksum(**hash, at)));
    for (const auto& record : *executing)
    {
        if (record.log.log_index == index)
            put_executing(context, *open, record, *reply.mutable_executes());
    }
    for (size_t i = 0; i < std::min(executors->size(), kMaxExecutors); ++i)
        put_executing(context, *open, (*executors)[i], *reply.add_executed_by());
    reply.set_more_executed_by(executors->size() > kMaxExecutors);
    return put_reached(*open, reply);
}
}  // namespace

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
}  // namespace interlock::server
