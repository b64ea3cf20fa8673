#include "server/api/translate.hpp"

namespace interlock::server
{
namespace
{
pb::CannotTellCause to_proto(CannotTell::Cause cause) noexcept
{
    switch (cause)
    {
        case CannotTell::Cause::not_ready:
            return pb::CANNOT_TELL_CAUSE_NOT_READY;
        case CannotTell::Cause::before_index:
            return pb::CANNOT_TELL_CAUSE_BEFORE_INDEX;
        case CannotTell::Cause::storage:
            return pb::CANNOT_TELL_CAUSE_STORAGE;
        case CannotTell::Cause::overload:
            return pb::CANNOT_TELL_CAUSE_OVERLOAD;
        case CannotTell::Cause::failsafe:
            return pb::CANNOT_TELL_CAUSE_FAILSAFE;
        case CannotTell::Cause::no_source:
            return pb::CANNOT_TELL_CAUSE_NO_SOURCE;
    }
    return pb::CANNOT_TELL_CAUSE_UNSPECIFIED;
}

grpc::StatusCode status_code(CannotTell::Cause cause) noexcept
{
    switch (cause)
    {
        case CannotTell::Cause::not_ready:
        case CannotTell::Cause::before_index:
            return grpc::StatusCode::UNAVAILABLE;
        case CannotTell::Cause::failsafe:
        case CannotTell::Cause::no_source:
            return grpc::StatusCode::FAILED_PRECONDITION;
        case CannotTell::Cause::storage:
            return grpc::StatusCode::INTERNAL;
        case CannotTell::Cause::overload:
            return grpc::StatusCode::RESOURCE_EXHAUSTED;
    }
    return grpc::StatusCode::UNKNOWN;
}

pb::FailsafeCause to_proto(FailsafeCause cause) noexcept
{
    switch (cause)
    {
        case FailsafeCause::manual:
            return pb::FAILSAFE_CAUSE_MANUAL;
        case FailsafeCause::divergence:
            return pb::FAILSAFE_CAUSE_DIVERGENCE;
        case FailsafeCause::invalid_safe_block:
            return pb::FAILSAFE_CAUSE_INVALID_SAFE_BLOCK;
        case FailsafeCause::disagreement:
            return pb::FAILSAFE_CAUSE_DISAGREEMENT;
    }
    return pb::FAILSAFE_CAUSE_UNSPECIFIED;
}

void put(const Valid& valid, pb::Verdict& verdict)
{
    *verdict.mutable_valid()->mutable_initiating_block() = wire::to_proto(valid.initiating);
}

void put(const Invalid& invalid, pb::Verdict& verdict)
{
    auto& out = *verdict.mutable_invalid();
    out.set_reason(wire::to_proto(invalid.reason));
    out.set_explanation(std::string{explain(invalid.reason)});
    out.set_expected(invalid.expected);
    out.set_found(invalid.found);
}

void put(const NotYet& not_yet, pb::Verdict& verdict)
{
    auto& out = *verdict.mutable_not_yet();
    out.set_explanation(explain(not_yet));
    if (const auto* seen = std::get_if<NotSeen>(&not_yet))
    {
        out.set_reason(pb::NOT_YET_REASON_NOT_SEEN);
        out.set_chain_id(wire::to_proto(seen->chain_id));
        out.set_awaited_timestamp(seen->awaited_timestamp_s);
        *out.mutable_head() = wire::to_proto(seen->head);
        return;
    }
    if (const auto* block = std::get_if<BlockNotDecided>(&not_yet))
    {
        out.set_reason(pb::NOT_YET_REASON_BLOCK);
        out.set_chain_id(wire::to_proto(block->chain_id));
        out.set_awaited_level(pb::SAFETY_LEVEL_CROSS_UNSAFE);
        *out.mutable_head() = wire::to_proto(block->head);
        return;
    }
    const auto& level = std::get<LevelNotReached>(not_yet);
    out.set_reason(pb::NOT_YET_REASON_LEVEL);
    out.set_chain_id(wire::to_proto(level.chain_id));
    out.set_awaited_level(wire::to_proto(level.awaited));
    *out.mutable_head() = wire::to_proto(level.head);
}
}  // namespace

pb::CannotTell to_proto(const CannotTell& trouble)
{
    pb::CannotTell out;
    out.set_cause(to_proto(trouble.cause));
    out.set_explanation(trouble.explanation);
    return out;
}

pb::NodeState to_proto(NodeState state) noexcept
{
    switch (state)
    {
        case NodeState::fit:
            return pb::NODE_STATE_FIT;
        case NodeState::failing:
            return pb::NODE_STATE_FAILING;
        case NodeState::set_aside:
            return pb::NODE_STATE_SET_ASIDE;
    }
    return pb::NODE_STATE_UNSPECIFIED;
}

pb::Failsafe to_proto(const Failsafe& failsafe)
{
    pb::Failsafe out;
    for (const auto& chain : {failsafe.scope.chain, failsafe.scope.other})
    {
        if (chain)
            out.add_chain_ids(wire::to_proto(*chain));
    }
    out.set_cause(to_proto(failsafe.cause));
    out.set_reason(failsafe.reason);
    out.set_by(failsafe.by);
    out.set_since(failsafe.since_s);
    out.set_held(failsafe.is_held);
    return out;
}

pb::SubscriptionState to_proto(const SubscriptionStatus& status) noexcept
{
    if (!status.listening)
        return pb::SUBSCRIPTION_STATE_FAILING;
    return status.proven ? pb::SUBSCRIPTION_STATE_PROVEN : pb::SUBSCRIPTION_STATE_LISTENING;
}

pb::ChainState to_proto(ChainState state) noexcept
{
    switch (state)
    {
        case ChainState::connecting:
            return pb::CHAIN_STATE_CONNECTING;
        case ChainState::catching_up:
            return pb::CHAIN_STATE_CATCHING_UP;
        case ChainState::following:
            return pb::CHAIN_STATE_FOLLOWING;
        case ChainState::troubled:
            return pb::CHAIN_STATE_TROUBLED;
        case ChainState::halted:
            return pb::CHAIN_STATE_HALTED;
    }
    return pb::CHAIN_STATE_UNSPECIFIED;
}

const std::string& cause_name(CannotTell::Cause cause)
{
    return pb::CannotTellCause_Name(to_proto(cause));
}

grpc::Status to_status(const CannotTell& trouble)
{
    return {status_code(trouble.cause), trouble.explanation};
}

grpc::Status bad_request(const std::string& what)
{
    return {grpc::StatusCode::INVALID_ARGUMENT, what};
}

pb::Verdict to_proto(const Verdict& verdict)
{
    pb::Verdict out;
    std::visit([&](const auto& known) { put(known, out); }, verdict);
    return out;
}
}  // namespace interlock::server
