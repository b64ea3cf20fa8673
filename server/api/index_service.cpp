#include "server/api/index_service.hpp"

#include <fmt/format.h>

#include "server/api/call.hpp"

namespace interlock::server
{
namespace
{
/// The bounds that index.proto states.
constexpr size_t kMaxExecutors = 1'000;
constexpr size_t kMaxLogs = 10'000;

tl::unexpected<CallFailure> not_found(const std::string& what)
{
    return tl::unexpected{CallFailure{grpc::Status{grpc::StatusCode::NOT_FOUND, what}}};
}

std::string describe_range(const storage::View& view, const ChainId& chain)
{
    const auto first = view.first(chain);
    const auto head = view.head(chain, SafetyLevel::unsafe);
    if (!first || !head || !*first || !*head)
        return "nothing of it is indexed yet";
    return fmt::format("blocks {} to {} are", (*first)->seal.id.number, (*head)->seal.id.number);
}

/// The chain of a request; it must be one that the index follows.
tl::expected<ChainId, CallFailure> chain_from(const ApiContext& context, std::string_view bytes)
{
    const auto chain = wire::chain_id_from_proto(bytes, "chain_id");
    if (!chain)
        return refuse(chain.error());
    if (context.set.find(*chain) == nullptr)
        return not_found(fmt::format("chain {} is not in the dependency set", to_string(*chain)));
    return *chain;
}

tl::expected<storage::BlockRecord, CallFailure> find_block(
    const storage::View& view, const ChainId& chain, uint64_t number)
{
    const auto block = view.block(chain, number);
    if (!block)
        return cannot_tell(block.error());
    if (!*block)
    {
        return not_found(fmt::format("block {} of chain {} is not indexed; {}", number,
            to_string(chain), describe_range(view, chain)));
    }
    return **block;
}

/// A block of a request, and the view it was found in.
struct OpenBlock
{
    ChainId chain;
    Circumstances circumstances;
    std::unique_ptr<storage::View> view;
    storage::BlockRecord record;
};

tl::expected<OpenBlock, CallFailure> open_block(
    const ApiContext& context, std::string_view chain_id, uint64_t number)
{
    const auto chain = chain_from(context, chain_id);
    if (!chain)
        return tl::unexpected{chain.error()};
    auto circumstances = context.board.circumstances();
    auto view = context.views.open_view();
    if (!view)
        return cannot_tell(view.error());
    const auto block = find_block(**view, *chain, number);
    if (!block)
        return tl::unexpected{block.error()};
    return OpenBlock{*chain, std::move(circumstances), *std::move(view), *block};
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
CallResult put_levels(
    const storage::View& view, const ChainId& chain, uint64_t number, Reply& reply)
{
    const auto levels = levels_of(view, chain, number);
    if (!levels)
        return cannot_tell(levels.error());
    for (const auto level : *levels)
        reply.add_levels(wire::to_proto(level));
    return {};
}

CallResult put_chain_status(const ApiContext& context, const storage::View& view,
    const ChainId& chain, pb::ChainStatus& out)
{
    const auto status = context.board.status(chain);
    out.set_chain_id(wire::to_proto(chain));
    out.set_name(context.name_of(chain));
    out.set_state(to_proto(status.state));
    out.set_ready(status.ready);
    out.set_trouble(status.trouble);
    out.set_label_trouble(status.label_trouble);
    out.set_endpoint(status.endpoint);
    out.set_reorgs(status.reorgs);
    out.set_refused_blocks(status.refused_blocks);
    if (status.node_head)
        out.set_node_head(*status.node_head);

    const auto first = view.first(chain);
    const auto head = view.head(chain, SafetyLevel::unsafe);
    if (!first || !head)
        return cannot_tell(first ? head.error() : first.error());
    if (*first)
        *out.mutable_first() = wire::to_proto((*first)->seal);
    if (*head)
        *out.mutable_head() = wire::to_proto((*head)->seal);
    return {};
}

CallResult get_status(const ApiContext& context, pb::GetStatusReply& reply)
{
    const auto view = context.views.open_view();
    if (!view)
        return cannot_tell(view.error());
    reply.set_version(context.version);
    reply.set_started_at(context.started_at_s);
    reply.set_ready(context.board.all_ready());
    for (const auto& chain : context.set.chains())
    {
        if (auto done = put_chain_status(context, **view, chain.id, *reply.add_chains()); !done)
            return done;
    }
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
    return put_levels(*view, chain, request.number(), reply);
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
    return put_levels(*view, chain, number, reply);
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
}  // namespace interlock::server
