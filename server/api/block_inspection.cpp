#include "server/api/block_inspection.hpp"

#include <fmt/format.h>

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
    OpenIndex index;
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
    return OpenBlock{*chain, *std::move(open), *block};
}

template <typename Reply>
CallResult put_reached(const OpenBlock& open, Reply& reply)
{
    const auto levels = levels_of(*open.index.view, open.chain, open.record.seal.id.number);
    if (!levels)
        return cannot_tell(levels.error());
    put_levels(*levels, reply);
    return {};
}

}  // namespace

void put_executing(const ApiContext& context, const OpenIndex& open,
    const storage::ExecutingRecord& record, pb::ExecutingLog& out)
{
    put_executing(
        record, judge_in_block(context.judge, *open.view, open.circumstances, record), out);
}

void put_executing(
    const storage::ExecutingRecord& record, const Answer& answer, pb::ExecutingLog& out)
{
    out.set_chain_id(wire::to_proto(record.chain_id));
    out.set_block_number(record.block_number);
    out.set_log_index(record.log.log_index);
    if (!record.log.malformed)
        *out.mutable_message() = wire::to_proto(record.log.message);
    put_answer(answer, out);
}

CallResult get_block(
    const ApiContext& context, const pb::GetBlockRequest& request, pb::GetBlockReply& reply)
{
    const auto open = open_block(context, request.chain_id(), request.number());
    if (!open)
        return tl::unexpected{open.error()};
    const auto& [chain, index, block] = *open;
    const auto& view = index.view;
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
            put_executing(context, index, record, *reply.add_executing());
    }
    return put_reached(*open, reply);
}

CallResult get_message(
    const ApiContext& context, const pb::GetMessageRequest& request, pb::GetMessageReply& reply)
{
    const auto number = request.block_number();
    const auto log = request.log_index();
    const auto open = open_block(context, request.chain_id(), number);
    if (!open)
        return tl::unexpected{open.error()};
    const auto& [chain, index, block] = *open;
    const auto& view = index.view;
    const auto hash = view->log_hash(chain, number, log);
    if (!hash)
        return cannot_tell(hash.error());
    if (!*hash)
    {
        return not_found(
            fmt::format("log {} of block {} of chain {} does not exist; the block has {} logs", log,
                number, to_string(chain), block.log_count));
    }
    const auto executing = view->executing_in(chain, number);
    const auto executors = view->executing_of(chain, number, log, kMaxExecutors + 1);
    if (!executing || !executors)
        return cannot_tell(executing ? executors.error() : executing.error());

    *reply.mutable_block() = wire::to_proto(block.seal);
    reply.set_log_index(log);
    reply.set_log_hash(wire::to_proto(**hash));
    const LogPosition at{chain, number, block.seal.timestamp_s, log};
    reply.set_checksum(wire::to_proto(message_checksum(**hash, at)));
    for (const auto& record : *executing)
    {
        if (record.log.log_index == log)
            put_executing(context, index, record, *reply.mutable_executes());
    }
    for (size_t i = 0; i < std::min(executors->size(), kMaxExecutors); ++i)
        put_executing(context, index, (*executors)[i], *reply.add_executed_by());
    reply.set_more_executed_by(executors->size() > kMaxExecutors);
    return put_reached(*open, reply);
}
}  // namespace interlock::server
