#include "server/api/super_root_answer.hpp"

namespace interlock::server
{
namespace
{
void put(const OptimisticOutput& optimistic, pb::OptimisticOutput& out)
{
    out.set_chain_id(wire::to_proto(optimistic.chain_id));
    *out.mutable_block() = wire::to_proto(optimistic.block);
    const auto& [state_root, message_passer_storage_root, block_hash] = optimistic.output;
    auto& output = *out.mutable_output();
    output.set_state_root(wire::to_proto(state_root));
    output.set_message_passer_storage_root(wire::to_proto(message_passer_storage_root));
    output.set_block_hash(wire::to_proto(block_hash));
    out.set_output_root(wire::to_proto(optimistic.output_root));
    *out.mutable_required_l1() = wire::to_proto(optimistic.required_l1);
}

void put(const VerifiedSuper& data, pb::VerifiedSuperRoot& out)
{
    out.set_super_root(wire::to_proto(data.super_root));
    for (const auto& chain : data.super.chains)
    {
        auto& output = *out.add_chains();
        output.set_chain_id(wire::to_proto(chain.chain_id));
        output.set_output_root(wire::to_proto(chain.output_root));
    }
    *out.mutable_verified_required_l1() = wire::to_proto(data.required_l1);
}

void put(const SyncState& sync, pb::GetSuperRootReply& out)
{
    *out.mutable_current_l1() = wire::to_proto(sync.current_l1);
    out.set_safe_timestamp(sync.safe_timestamp_s);
    out.set_local_safe_timestamp(sync.local_safe_timestamp_s);
    out.set_finalized_timestamp(sync.finalized_timestamp_s);
    for (const auto& chain : sync.chains)
        out.add_chain_ids(wire::to_proto(chain.config.id));
}
}  // namespace

CallResult get_super_root(
    const ApiContext& context, const pb::GetSuperRootRequest& request, pb::GetSuperRootReply& reply)
{
    if (!request.has_timestamp())
        return refuse("timestamp is missing");
    const auto open = open_index(context);
    if (!open)
        return tl::unexpected{open.error()};
    const auto& [circumstances, view] = *open;
    const auto found = super_root_at(*view, context.set, circumstances, request.timestamp());
    if (!found)
        return cannot_tell(found.error());
    reply.set_timestamp(found->timestamp_s);
    put(found->sync, reply);
    for (const auto& optimistic : found->optimistic)
        put(optimistic, *reply.add_optimistic());
    if (found->data)
        put(*found->data, *reply.mutable_data());
    return {};
}
}  // namespace interlock::server
