// What proposers and challengers ask.
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
    const auto& sync = found->sync;
    auto ids = Json::array();
    for (const auto& chain : sync.chains)
        ids.push_back(to_string(chain.config.id));
    Json out{{"current_l1", block_id_json(sync.current_l1)},
        {"safe_timestamp", sync.safe_timestamp_s},
        {"local_safe_timestamp", sync.local_safe_timestamp_s},
        {"finalized_timestamp", sync.finalized_timestamp_s},
        {"optimistic_at_timestamp", optimistic_json(found->optimistic)}, {"chain_ids", ids}};
    // Absent, not null, while it is not verified.
    if (found->data)
        out["data"] = data_json(*found->data);
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
