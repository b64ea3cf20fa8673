// How far the chains are.
#include "server/rpc/method.hpp"

namespace interlock::server::rpc
{
namespace
{
Answered head_id(const MethodContext& context, const Arguments& arguments, SafetyLevel level)
{
    return open_head(context, arguments, level)
        .map([](const OpenHead& head) { return block_id_json(head.block.id); });
}

/// A chain's heads; zero is what there is none of, as the services in Go have it.
using Heads = std::array<BlockSeal, kSafetyLevels.size()>;

const BlockSeal& head_of(const Heads& heads, SafetyLevel level)
{
    return heads[static_cast<size_t>(level)];
}

Called<Heads> read_heads(const storage::View& view, const ChainId& chain)
{
    Heads out;
    for (const auto level : kSafetyLevels)
    {
        const auto head = told(view.head(chain, level));
        if (!head)
            return tl::unexpected{head.error()};
        if (*head)
            out[static_cast<size_t>(level)] = (*head)->seal;
    }
    return out;
}

Json heads_json(const Heads& heads)
{
    const auto id = [&](SafetyLevel level) { return block_id_json(head_of(heads, level).id); };
    return {{"localUnsafe", block_ref_json(head_of(heads, SafetyLevel::unsafe))},
        {"localSafe", id(SafetyLevel::local_safe)}, {"crossUnsafe", id(SafetyLevel::cross_unsafe)},
        {"safe", id(SafetyLevel::safe)}, {"finalized", id(SafetyLevel::finalized)}};
}

/// The L1 block by which the local-safe head is derived.
Called<std::optional<BlockId>> local_safe_l1(
    const storage::View& view, const ChainId& chain, const Heads& heads)
{
    const auto& head = head_of(heads, SafetyLevel::local_safe);
    if (head == BlockSeal{})
        return std::nullopt;
    return told(view.derived_from(chain, head.id.number));
}

/// Minima over the chains; zero when one of them is not known.
struct Synced
{
    BlockId l1{UINT64_MAX, {}};
    uint64_t safe_s = UINT64_MAX;
    uint64_t finalized_s = UINT64_MAX;

    void add(const Heads& heads, const std::optional<BlockId>& chain_l1)
    {
        if (const auto known = chain_l1.value_or(BlockId{}); known.number < l1.number)
            l1 = known;
        safe_s = std::min(safe_s, head_of(heads, SafetyLevel::safe).timestamp_s);
        finalized_s = std::min(finalized_s, head_of(heads, SafetyLevel::finalized).timestamp_s);
    }
};
}  // namespace

Answered local_unsafe(const MethodContext& context, const Arguments& arguments)
{
    return head_id(context, arguments, SafetyLevel::unsafe);
}

Answered cross_unsafe(const MethodContext& context, const Arguments& arguments)
{
    return head_id(context, arguments, SafetyLevel::cross_unsafe);
}

Answered finalized(const MethodContext& context, const Arguments& arguments)
{
    return head_id(context, arguments, SafetyLevel::finalized);
}

Answered sync_status(const MethodContext& context, const Arguments&)
{
    const auto view = open_view(context);
    if (!view)
        return tl::unexpected{view.error()};
    Synced synced;
    Json chains = Json::object();
    for (const auto& chain : context.api.set.chains())
    {
        const auto heads = read_heads(**view, chain.id);
        if (!heads)
            return tl::unexpected{heads.error()};
        const auto l1 = local_safe_l1(**view, chain.id, *heads);
        if (!l1)
            return tl::unexpected{l1.error()};
        synced.add(*heads, *l1);
        chains[to_string(chain.id)] = heads_json(*heads);
    }
    // Of an L1 block only number and hash are known.
    return Json{{"minSyncedL1", block_ref_json({.id = synced.l1})},
        {"safeTimestamp", synced.safe_s}, {"finalizedTimestamp", synced.finalized_s},
        {"chains", std::move(chains)}};
}

Answered dependency_set(const MethodContext& context, const Arguments&)
{
    Json chains = Json::object();
    for (const auto& chain : context.api.set.chains())
        chains[to_string(chain.id)] = Json::object();
    Json out = Json::object();
    out["dependencies"] = std::move(chains);
    if (const auto window_s = context.api.set.expiry_window_s(); window_s != kMaxExpiryWindowS)
        out["overrideMessageExpiryWindow"] = window_s;
    return out;
}
}  // namespace interlock::server::rpc
