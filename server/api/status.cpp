#include "server/api/status.hpp"

#include <chrono>

#include "server/api/translate_blocks.hpp"
#include "server/ingest/safety_log.hpp"

namespace interlock::server
{
namespace
{
/// `alarms` are those of the whole set.
ChainStatus with_halt(ChainStatus status, const SafetyAlarms& alarms, const ChainId& chain)
{
    for (const auto& halt : alarms.halts)
    {
        if (halt.chain_id == chain)
            status.trouble += (status.trouble.empty() ? "" : "; ") + describe(halt);
    }
    return status;
}

SafetyLevel level_of(storage::ClaimedLevel level) noexcept
{
    switch (level)
    {
        case storage::ClaimedLevel::local_safe:
            return SafetyLevel::local_safe;
        case storage::ClaimedLevel::safe:
            return SafetyLevel::safe;
        case storage::ClaimedLevel::finalized:
            break;
    }
    return SafetyLevel::finalized;
}

/// What the status of all chains is taken from.
struct Snapshot
{
    const ApiContext& context;
    const storage::View& view;
    SafetyAlarms alarms;
    std::vector<Failsafe> failsafes;
};

CallResult put_pending(const Snapshot& now, const ChainId& chain, pb::ChainStatus& out)
{
    for (const auto view : kCrossViews)
    {
        auto pending = pending_block({now.view, now.context.set, view}, chain);
        if (!pending)
            return cannot_tell(pending.error());
        if (*pending)
        {
            auto& [block, decision] = **pending;
            *out.add_pending() = to_proto(ExplainedStep{chain, block, decision}, view);
        }
    }
    return {};
}

/// Whether a failsafe stands because of it.
bool is_refused(const Snapshot& now, const Divergence& divergence)
{
    return std::any_of(now.failsafes.begin(), now.failsafes.end(),
        [&](const Failsafe& failsafe)
        {
            return failsafe.cause == FailsafeCause::divergence &&
                   failsafe.scope.covers(divergence.chain_id, divergence.initiating_chain());
        });
}

CallResult put_divergence(const Snapshot& now, const Divergence& divergence, pb::ChainStatus& out)
{
    const auto& [block, obstacle, since_s] = divergence.block;
    const auto* fault = std::get_if<Fault>(&obstacle);
    if (fault == nullptr)
        return {};
    const auto why = replace_for({now.view, now.context.set, CrossView::safe},
        {divergence.chain_id, block, *fault, divergence.log, since_s});
    if (!why)
        return cannot_tell(why.error());
    auto& told = *out.mutable_divergence();
    told.set_claimed(wire::to_proto(level_of(divergence.claimed)));
    *told.mutable_claimed_head() = wire::to_proto(divergence.claimed_head);
    *told.mutable_block() = wire::to_proto(block);
    *told.mutable_why() = to_proto(*why);
    told.set_failsafe(is_refused(now, divergence));
    told.set_initiating_chain_id(wire::to_proto(divergence.initiating_chain()));
    return {};
}

CallResult put_blocks(const Snapshot& now, const ChainId& chain, pb::ChainStatus& out)
{
    const auto first = now.view.first(chain);
    const auto head = now.view.head(chain, SafetyLevel::unsafe);
    if (!first || !head)
        return cannot_tell(first ? head.error() : first.error());
    if (*first)
        *out.mutable_first() = wire::to_proto((*first)->seal);
    if (*head)
        *out.mutable_head() = wire::to_proto((*head)->seal);
    return {};
}

CallResult put_heads(const Snapshot& now, const ChainId& chain, pb::ChainStatus& out)
{
    auto heads = heads_of(now.view, chain);
    if (!heads)
        return tl::unexpected{heads.error()};
    out.mutable_heads()->Swap(&*heads);
    return {};
}

void put_nodes(const ChainStatus& status, pb::ChainStatus& out)
{
    for (const auto& node : status.nodes)
    {
        auto& told = *out.add_nodes();
        told.set_name(node.name);
        told.set_state(to_proto(node.state));
        told.set_in_use(node.in_use);
        told.set_reason(node.reason);
        if (node.head)
            told.set_head(*node.head);
        told.set_failures(node.failures);
        told.set_disagreements(node.disagreements);
    }
    out.set_disagreement(status.disagreement);
}

void put_subscription(const ChainStatus& status, pb::ChainStatus& out)
{
    if (!status.subscription)
        return;
    auto& told = *out.mutable_subscription();
    told.set_endpoint(status.subscription->endpoint);
    told.set_state(to_proto(*status.subscription));
    told.set_trouble(status.subscription->trouble);
    told.set_announcements(status.subscription->announcements);
    told.set_failures(status.subscription->failures);
}

CallResult put_chain(const Snapshot& now, const ChainId& chain, pb::ChainStatus& out)
{
    const auto status = with_halt(now.context.board.status(chain), now.alarms, chain);
    out.set_chain_id(wire::to_proto(chain));
    out.set_name(now.context.name_of(chain));
    out.set_state(to_proto(status.state));
    out.set_ready(status.ready);
    out.set_trouble(status.trouble);
    out.set_label_trouble(status.label_trouble);
    out.set_endpoint(status.endpoint);
    out.set_reorgs(status.reorgs);
    out.set_refused_blocks(status.refused_blocks);
    if (status.node_head)
        out.set_node_head(*status.node_head);
    put_nodes(status, out);
    put_subscription(status, out);
    if (auto done = put_blocks(now, chain, out); !done)
        return done;
    if (auto done = put_heads(now, chain, out); !done)
        return done;
    for (const auto& divergence : now.alarms.divergences)
    {
        if (divergence.chain_id != chain)
            continue;
        if (auto done = put_divergence(now, divergence, out); !done)
            return done;
    }
    return put_pending(now, chain, out);
}
uint64_t now_s()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

void put_service(const ApiContext& context, pb::GetStatusReply& reply)
{
    reply.set_version(context.version);
    reply.set_started_at(context.started_at_s);
    reply.set_ready(context.board.all_ready());
    reply.set_now(now_s());
    reply.set_serves_metrics(context.serves_metrics);
    reply.set_serves_admin(context.serves_admin);
    if (!context.disk)
        return;
    const auto disk = context.disk();
    reply.set_index_bytes(disk.index_bytes);
    if (disk.free_bytes)
        reply.set_disk_free_bytes(*disk.free_bytes);
}
}  // namespace

ChainStatus status_of(const StatusBoard& board, const ChainId& chain)
{
    return with_halt(board.status(chain), board.alarms(), chain);
}

CallAnswer<LevelHeads> heads_of(const storage::View& view, const ChainId& chain)
{
    LevelHeads out;
    for (const auto level : kSafetyLevels)
    {
        const auto head = view.head(chain, level);
        if (!head)
            return cannot_tell(head.error());
        auto& told = *out.Add();
        told.set_level(wire::to_proto(level));
        if (*head)
            *told.mutable_block() = wire::to_proto((*head)->seal);
    }
    return out;
}

CallResult get_status(const ApiContext& context, pb::GetStatusReply& reply)
{
    const auto view = context.views.open_view();
    if (!view)
        return cannot_tell(view.error());
    const Snapshot now{context, **view, context.board.alarms(), context.failsafes.active()};
    put_service(context, reply);
    for (const auto& failsafe : now.failsafes)
        *reply.add_failsafes() = to_proto(failsafe);
    for (const auto& chain : context.set.chains())
    {
        if (auto done = put_chain(now, chain.id, *reply.add_chains()); !done)
            return done;
    }
    return {};
}
}  // namespace interlock::server
