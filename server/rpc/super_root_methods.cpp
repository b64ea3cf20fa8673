// What proposers and challengers ask.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "server/query/super_root.hpp"
#include "server/rpc/method.hpp"

namespace interlock::server::rpc
{
namespace
{
Json output_json(const OutputV0& output)
{
    return {{"stateRoot", to_hex(output.state_root)},
        {"messagePasserStorageRoot", to_hex(output.message_passer_storage_root)},
        {"blockHash", to_hex(output.block_hash)}};
}

/// Keyed by chain, and whole: a chain is left out only when it has no block there.
Json optimistic_json(const std::vector<OptimisticOutput>& outputs)
{
    auto out = Json::object();
    for (const auto& one : outputs)
        out[to_string(one.chain_id)] = {{"output", output_json(one.output)},
            {"output_root", to_hex(one.output_root)},
            {"required_l1", block_id_json(one.required_l1)}};
    return out;
}

Json data_json(const VerifiedSuper& data)
{
    auto chains = Json::array();
    for (const auto& chain : data.super.chains)
        chains.push_back(
            {{"ChainID", to_string(chain.chain_id)}, {"Output", to_hex(chain.output_root)}});
    return {{"verified_required_l1", block_id_json(data.required_l1)},
        {"super", {{"timestamp", quantity_to_hex(data.super.timestamp_s)}, {"chains", chains}}},
        {"super_root", to_hex(data.super_root)}};
}

Json ids_json(const SyncState& sync)
{
    auto out = Json::array();
    for (const auto& chain : sync.chains)
        out.push_back(to_string(chain.config.id));
    return out;
}

void put_times(const SyncState& sync, Json& out)
{
    out["safe_timestamp"] = sync.safe_timestamp_s;
    out["local_safe_timestamp"] = sync.local_safe_timestamp_s;
    out["finalized_timestamp"] = sync.finalized_timestamp_s;
}

/// Of the block's L1 origin nothing is indexed.
Json l2_ref_json(const BlockSeal& block)
{
    auto out = block_ref_json(block);
    out["l1origin"] = block_id_json({});
    out["sequenceNumber"] = 0;
    return out;
}

/// As op-node's optimism_syncStatus; what is not known is zero.
Json chain_status_json(const ChainSync& chain, const std::optional<BlockSeal>& finalized_l1)
{
    const auto unknown = block_ref_json({});
    const auto final = block_ref_json(finalized_l1.value_or(BlockSeal{}));
    return {{"current_l1", block_ref_json({.id = chain.current_l1})},
        {"current_l1_finalized", unknown}, {"head_l1", unknown}, {"safe_l1", unknown},
        {"finalized_l1", final}, {"unsafe_l2", l2_ref_json(chain.unsafe)},
        {"safe_l2", l2_ref_json(chain.safe)}, {"finalized_l2", l2_ref_json(chain.finalized)},
        {"local_safe_l2", l2_ref_json(chain.local_safe)}};
}

/// The output that op-supervisor calls pending: what was derived, before it was found invalid.
Called<Bytes> pending_of(const SuperRootAt& found, const ChainId& chain)
{
    const auto one = std::find_if(found.optimistic.begin(), found.optimistic.end(),
        [&](const OptimisticOutput& output) { return output.chain_id == chain; });
    if (one == found.optimistic.end())
        return fail(Code::uninitialized,
            fmt::format("uninitialized chain database: the block that chain {} has derived at that "
                        "time is not known",
                to_string(chain)));
    return encode_output(one->output);
}

Called<SuperRootAt> super_root(const MethodContext& context, const Arguments& arguments)
{
    const auto time = block_number_at(arguments, 0);
    if (!time)
        return tl::unexpected{time.error()};
    const auto* timestamp_s = std::get_if<uint64_t>(&*time);
    if (timestamp_s == nullptr)
        return fail(Code::invalid_params, "invalid argument 0: a time in unix seconds is needed");
    // Taken before the view is opened: what is ready then, the view has.
    const auto circumstances = context.api.circumstances();
    const auto view = open_view(context);
    if (!view)
        return tl::unexpected{view.error()};
    auto found = super_root_at(**view, context.api.set, circumstances, *timestamp_s);
    if (!found)
        return tl::unexpected{error_of(found.error())};
    return *std::move(found);
}
}  // namespace

Answered super_root_at_timestamp(const MethodContext& context, const Arguments& arguments)
{
    const auto found = super_root(context, arguments);
    if (!found)
        return tl::unexpected{found.error()};
    Json out{{"current_l1", block_id_json(found->sync.current_l1)}};
    put_times(found->sync, out);
    out["optimistic_at_timestamp"] = optimistic_json(found->optimistic);
    out["chain_ids"] = ids_json(found->sync);
    // Absent, not null, while it is not verified.
    if (found->data)
        out["data"] = data_json(*found->data);
    return out;
}

Answered supervisor_super_root(const MethodContext& context, const Arguments& arguments)
{
    const auto found = super_root(context, arguments);
    if (!found)
        return tl::unexpected{found.error()};
    // Clients look for these words.
    if (!found->data)
        return fail(Code::future,
            fmt::format("future data: super root at {}: not found: its blocks are not all verified",
                found->timestamp_s));
    auto chains = Json::array();
    for (const auto& chain : found->data->super.chains)
    {
        const auto pending = pending_of(*found, chain.chain_id);
        if (!pending)
            return tl::unexpected{pending.error()};
        chains.push_back({{"chainID", to_string(chain.chain_id)},
            {"canonical", to_hex(chain.output_root)}, {"pending", to_hex(*pending)}});
    }
    return Json{{"crossSafeDerivedFrom", block_id_json(found->data->required_l1)},
        {"timestamp", quantity_to_hex(found->timestamp_s)},
        {"superRoot", to_hex(found->data->super_root)}, {"version", "0x01"},
        {"chains", std::move(chains)}};
}

Answered supernode_sync_status(const MethodContext& context, const Arguments&)
{
    const auto circumstances = context.api.circumstances();
    const auto view = open_view(context);
    if (!view)
        return tl::unexpected{view.error()};
    const auto sync = sync_state(**view, context.api.set, circumstances);
    if (!sync)
        return tl::unexpected{error_of(sync.error())};
    Json chains = Json::object();
    for (const auto& chain : sync->chains)
        chains[to_string(chain.config.id)] =
            chain_status_json(chain, context.api.board.status(chain.config.id).finalized_l1);
    Json out{{"chains", std::move(chains)}, {"chain_ids", ids_json(*sync)},
        {"current_l1", block_id_json(sync->current_l1)}};
    put_times(*sync, out);
    return out;
}

Answered heartbeat(const MethodContext&, const Arguments&)
{
    std::random_device random;
    std::array<uint8_t, 4> sign;
    for (auto& byte : sign)
        byte = static_cast<uint8_t>(random());
    return Json(to_hex(ByteView{sign}));
}
}  // namespace interlock::server::rpc
