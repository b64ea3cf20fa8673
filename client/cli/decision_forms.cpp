#include "client/cli/decision_forms.hpp"

#include "client/cli/names.hpp"

namespace interlock::client::cli
{
namespace
{
Json since_json(uint64_t since_s)
{
    return since_s == 0 ? Json() : Json(since_s);
}

Json chain_json(const std::optional<ChainId>& chain)
{
    return chain ? Json(to_string(*chain)) : Json();
}

struct AddDecision
{
    Json& out;

    void operator()(const Accept&) const {}

    void operator()(const Wait& wait) const
    {
        out["reason"] = name_of(wait.reason);
        out["explanation"] = json_text(wait.explanation);
        out["awaited_chain_id"] = chain_json(wait.chain_id);
        out["awaited_number"] = names_block(wait.reason) ? Json(wait.number) : Json();
        out["awaited_timestamp"] = names_time(wait.reason) ? Json(wait.timestamp_s) : Json();
        out["message"] = executed_json(wait.message);
        out["since"] = since_json(wait.since_s);
    }

    void operator()(const Replace& why) const { add_fault(why, out); }
};
}  // namespace

Json executed_json(const std::optional<ExecutingLog>& log)
{
    if (!log)
        return {};
    return {{"log_index", log->log_index}, {"message", message_json(message_of(*log))}};
}

void add_decision(const BlockDecision& decision, Json& out)
{
    out["decision"] = name_of(decision);
    std::visit(AddDecision{out}, decision);
}

void add_fault(const Replace& why, Json& out)
{
    add_fault(why.fault, out);
    out["message"] = executed_json(why.message);
    out["since"] = since_json(why.since_s);
}

Json pending_json(const PendingBlock& pending)
{
    Json out{{"level", to_string(pending.level)}, {"chain_id", to_string(pending.chain_id)},
        {"block", seal_json(pending.block)}};
    add_decision(pending.decision, out);
    return out;
}

Json pending_json(std::span<const PendingBlock> pending)
{
    return list_json(pending, [](const PendingBlock& one) { return pending_json(one); });
}

Json divergence_json(const std::optional<Divergence>& divergence)
{
    if (!divergence)
        return {};
    Json out{{"claimed", to_string(divergence->claimed)},
        {"claimed_head", id_json(divergence->claimed_head)},
        {"block", seal_json(divergence->block)}, {"failsafe", divergence->failsafe},
        {"initiating_chain_id", chain_json(divergence->initiating_chain_id)}};
    add_fault(divergence->why, out);
    return out;
}

Json level_heads_json(std::span<const LevelHead> heads)
{
    return list_json(heads,
        [](const LevelHead& head) {
            return Json{{"level", to_string(head.level)}, {"block", seal_json(head.block)}};
        });
}
}  // namespace interlock::client::cli
