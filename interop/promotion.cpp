#include "interop/promotion.hpp"

namespace interlock
{
std::string_view to_string(WaitReason reason) noexcept
{
    switch (reason)
    {
        case WaitReason::local_level:
            return "local_level";
        case WaitReason::earlier_block:
            return "earlier_block";
        case WaitReason::initiating_not_seen:
            return "initiating_not_seen";
        case WaitReason::initiating_not_cross:
            return "initiating_not_cross";
        case WaitReason::before_index:
            return "before_index";
        case WaitReason::peer_not_seen:
            return "peer_not_seen";
        case WaitReason::peer_not_cross:
            return "peer_not_cross";
        case WaitReason::peer_on_cycle:
            return "peer_on_cycle";
        case WaitReason::peer_invalid:
            return "peer_invalid";
        case WaitReason::peer_waits:
            return "peer_waits";
        case WaitReason::halted:
            return "halted";
    }
    return "unknown";
}

std::optional<Violation> check_executing(
    const DependencySet& set, const ExecutionTime& execution, const ExecutingLog& log) noexcept
{
    if (log.malformed)
        return Violation::malformed;
    return check_times(set, execution, log.message.id.at);
}

MessageState judge_executing(
    const InitiatingChain& chain, const ExecutionTime& execution, const ExecutingLog& log)
{
    const auto& id = log.message.id;
    const auto wait = [&](WaitReason reason, uint64_t awaited) {
        return Waiting{reason, id.at.chain_id, awaited, log.log_index};
    };
    const auto is_promoted = [&](uint64_t number)
    { return chain.verified_number && *chain.verified_number >= number; };

    const auto inclusion = check_inclusion(
        chain.known, id.at, ExpectedLogHash{log_hash(id.origin, log.message.payload_hash)});
    if (std::holds_alternative<NotSeenYet>(inclusion))
        return wait(WaitReason::initiating_not_seen, id.at.timestamp_s);
    if (std::holds_alternative<BeforeKnown>(inclusion))
        return wait(WaitReason::before_index, id.at.block_number);
    if (const auto* violation = std::get_if<Violation>(&inclusion))
    {
        const bool is_of_content =
            *violation == Violation::no_such_log || *violation == Violation::payload_mismatch;
        const uint64_t before = id.at.block_number == 0 ? 0 : id.at.block_number - 1;
        if (is_of_content && !is_promoted(before))
            return wait(WaitReason::initiating_not_cross, before);
        return *violation;
    }
    // What is initiated at the same time is promoted together with this block.
    if (id.at.timestamp_s == execution.timestamp_s || is_promoted(id.at.block_number))
        return Sound{};
    return wait(WaitReason::initiating_not_cross, id.at.block_number);
}
}  // namespace interlock
