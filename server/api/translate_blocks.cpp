#include "server/api/translate_blocks.hpp"

namespace interlock::server
{
namespace
{
void put(const Accept&, CrossView, pb::BlockDecision& decision)
{
    decision.mutable_accept();
}

void put(const Wait& wait, CrossView view, pb::BlockDecision& decision)
{
    auto& out = *decision.mutable_wait();
    const auto& waiting = wait.waiting;
    out.set_reason(to_proto(waiting.reason));
    out.set_explanation(explain(waiting, view));
    out.set_chain_id(wire::to_proto(waiting.on));
    if (awaits_time(waiting.reason))
        out.set_timestamp(waiting.awaited);
    else
        out.set_number(waiting.awaited);
    if (wait.log)
        *out.mutable_message() = wire::to_proto(*wait.log);
    out.set_since(wait.since_s);
}

void put(const Replace& replace, CrossView, pb::BlockDecision& decision)
{
    *decision.mutable_replace() = to_proto(replace);
}

pb::ResolvedMessage to_proto(const ResolvedMessage& message)
{
    pb::ResolvedMessage out;
    *out.mutable_message() = wire::to_proto(message.log);
    if (message.initiating)
        *out.mutable_initiating_block() = wire::to_proto(*message.initiating);
    put_levels(message.levels, out);
    if (message.required_l1)
        *out.mutable_required_l1() = wire::to_proto(*message.required_l1);
    put_answer(message.answer, out);
    return out;
}
}  // namespace

pb::WaitReason to_proto(WaitReason reason) noexcept
{
    switch (reason)
    {
        case WaitReason::local_level:
            return pb::WAIT_REASON_LOCAL_LEVEL;
        case WaitReason::earlier_block:
            return pb::WAIT_REASON_EARLIER_BLOCK;
        case WaitReason::initiating_not_seen:
            return pb::WAIT_REASON_INITIATING_NOT_SEEN;
        case WaitReason::initiating_not_cross:
            return pb::WAIT_REASON_INITIATING_LEVEL;
        case WaitReason::before_index:
            return pb::WAIT_REASON_BEFORE_INDEX;
        case WaitReason::peer_not_seen:
            return pb::WAIT_REASON_PEER_NOT_SEEN;
        case WaitReason::peer_not_cross:
            return pb::WAIT_REASON_PEER_LEVEL;
        case WaitReason::peer_on_cycle:
            return pb::WAIT_REASON_PEER_ON_CYCLE;
        case WaitReason::peer_invalid:
            return pb::WAIT_REASON_PEER_INVALID;
        case WaitReason::peer_waits:
            return pb::WAIT_REASON_PEER_WAITS;
        case WaitReason::halted:
            return pb::WAIT_REASON_HALTED;
    }
    return pb::WAIT_REASON_UNSPECIFIED;
}

pb::Replace to_proto(const Replace& replace)
{
    pb::Replace out;
    out.set_reason(wire::to_proto(replace.why.reason));
    out.set_explanation(std::string{explain(replace.why.reason)});
    *out.mutable_message() = wire::to_proto(replace.log);
    out.set_expected(replace.why.expected);
    out.set_found(replace.why.found);
    out.set_since(replace.since_s);
    return out;
}

pb::BlockDecision to_proto(const BlockDecision& decision, CrossView view)
{
    pb::BlockDecision out;
    std::visit([&](const auto& known) { put(known, view, out); }, decision);
    return out;
}

pb::PendingBlock to_proto(const ExplainedStep& step, CrossView view)
{
    pb::PendingBlock out;
    out.set_level(wire::to_proto(cross_level(view)));
    out.set_chain_id(wire::to_proto(step.chain_id));
    *out.mutable_block() = wire::to_proto(step.block);
    *out.mutable_decision() = to_proto(step.decision, view);
    return out;
}

pb::DerivationInput to_proto(const DerivationInput& input, CrossView view)
{
    pb::DerivationInput out;
    *out.mutable_block() = wire::to_proto(input.block);
    *out.mutable_decision() = to_proto(input.decision, view);
    for (const auto& message : input.messages)
        *out.add_messages() = to_proto(message);
    if (input.derived_from)
        *out.mutable_derived_from() = wire::to_proto(*input.derived_from);
    if (input.required_l1)
        *out.mutable_required_l1() = wire::to_proto(*input.required_l1);
    return out;
}

pb::GraphBlock to_proto(const GraphBlock& block)
{
    pb::GraphBlock out;
    out.set_chain_id(wire::to_proto(block.chain_id));
    *out.mutable_block() = wire::to_proto(block.block);
    out.set_log_count(block.log_count);
    put_levels(block.levels, out);
    out.set_invalid(block.invalid);
    return out;
}

pb::GraphMessage to_proto(const GraphMessage& message)
{
    pb::GraphMessage out;
    out.set_executing_chain_id(wire::to_proto(message.record.chain_id));
    out.set_executing_number(message.record.block_number);
    *out.mutable_message() = wire::to_proto(message.record.log);
    put_answer(message.answer, out);
    return out;
}
}  // namespace interlock::server
