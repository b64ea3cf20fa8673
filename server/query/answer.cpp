#include "server/query/answer.hpp"

#include <fmt/format.h>

namespace interlock::server
{
std::string_view to_string(CannotTell::Cause cause) noexcept
{
    switch (cause)
    {
        case CannotTell::Cause::not_ready:
            return "not_ready";
        case CannotTell::Cause::before_index:
            return "before_index";
        case CannotTell::Cause::storage:
            return "storage";
        case CannotTell::Cause::overload:
            return "overload";
        case CannotTell::Cause::failsafe:
            return "failsafe";
        case CannotTell::Cause::no_source:
            return "no_source";
    }
    return "";
}

std::string_view explain(Violation reason) noexcept
{
    switch (reason)
    {
        case Violation::malformed:
            return "the event's numbers are beyond their types";
        case Violation::unknown_chain:
            return "a chain is not in the dependency set";
        case Violation::executed_too_early:
            return "executed before messaging is active, or in the activation block";
        case Violation::initiated_too_early:
            return "initiated before messaging is active, or in the activation block";
        case Violation::future:
            return "initiated after it is executed";
        case Violation::same_timestamp:
            return "initiated at the time it is executed, which this service is set to refuse";
        case Violation::expired:
            return "initiated longer ago than the expiry window";
        case Violation::expires_before_timeout:
            return "would expire before the timeout ends";
        case Violation::no_such_block:
            return "the initiating chain has no such block";
        case Violation::timestamp_mismatch:
            return "the initiating block has another timestamp";
        case Violation::no_such_log:
            return "the initiating block has no such log";
        case Violation::payload_mismatch:
            return "the log at that place is another one: its origin or payload differ";
        case Violation::checksum_mismatch:
            return "the checksum is not that of the log at that place";
        case Violation::cycle:
            return "on a cycle of messages of the same timestamp";
    }
    return "";
}

std::string explain(const NotYet& not_yet)
{
    if (const auto* seen = std::get_if<NotSeen>(&not_yet))
    {
        return fmt::format("waits for chain {} to be seen up to {}; it is at block {} ({})",
            to_string(seen->chain_id), seen->awaited_timestamp_s, seen->head.id.number,
            seen->head.timestamp_s);
    }
    if (const auto* block = std::get_if<BlockNotDecided>(&not_yet))
    {
        return fmt::format(
            "right by itself, but of the executing block's own time: waits for the "
            "decision on block {} of chain {}",
            block->block_number, to_string(block->chain_id));
    }
    const auto& level = std::get<LevelNotReached>(not_yet);
    return fmt::format("waits for block {} of chain {} to become {}; the {} head is block {}",
        level.block_number, to_string(level.chain_id), to_string(level.awaited),
        to_string(level.awaited), level.head.id.number);
}
}  // namespace interlock::server
