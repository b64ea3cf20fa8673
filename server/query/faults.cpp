#include "server/query/faults.hpp"

#include <fmt/format.h>

namespace interlock::server
{
namespace
{
std::string at_time(std::string_view what, uint64_t timestamp_s)
{
    return fmt::format("{} at {}", what, timestamp_s);
}

std::string describe_activation(const ChainConfig& chain)
{
    if (!chain.activation_s)
        return fmt::format(
            "messaging active on chain {}, where no activation is scheduled", to_string(chain.id));
    return fmt::format("messaging active on chain {} (from {}, after the activation block)",
        to_string(chain.id), *chain.activation_s);
}
std::string at_most_old(uint64_t window_s)
{
    return fmt::format("at most {} s old", window_s);
}
}  // namespace

Invalid times_fault(Violation violation, const DependencySet& set, const LogPosition& initiating,
    const ExecutionTime& execution, uint64_t timeout_s)
{
    const auto* executing_chain = set.find(execution.chain_id);
    const auto* initiating_chain = set.find(initiating.chain_id);
    const auto executed = at_time("executed", execution.timestamp_s);
    const auto initiated = at_time("initiated", initiating.timestamp_s);
    const auto window_s = set.expiry_window_s();
    const auto age_s = execution.timestamp_s - initiating.timestamp_s;  // Where it is one.
    switch (violation)
    {
        case Violation::unknown_chain:
        {
            const auto& unknown =
                executing_chain == nullptr ? execution.chain_id : initiating.chain_id;
            return {violation, "a chain of the dependency set", "chain " + to_string(unknown)};
        }
        case Violation::executed_too_early:
            return {violation, describe_activation(*executing_chain), executed};
        case Violation::initiated_too_early:
            return {violation, describe_activation(*initiating_chain), initiated};
        case Violation::future:
        case Violation::same_timestamp:
            return {
                violation, fmt::format("initiated before {}", execution.timestamp_s), initiated};
        case Violation::expired:
            return {violation, at_most_old(window_s), fmt::format("{} s", age_s)};
        case Violation::expires_before_timeout:
            return {violation, fmt::format("still valid {} s later", timeout_s),
                fmt::format("expires in {} s", window_s - age_s)};
        case Violation::malformed:
        case Violation::no_such_block:
        case Violation::timestamp_mismatch:
        case Violation::no_such_log:
        case Violation::payload_mismatch:
        case Violation::checksum_mismatch:
        case Violation::cycle:
            break;
    }
    return {violation, {}, {}};
}

Invalid inclusion_fault(Violation violation, const KnownChain& known, const LogPosition& at,
    const ExpectedLog& expected)
{
    const auto& named = known.named;
    switch (violation)
    {
        case Violation::no_such_block:
            return {violation, fmt::format("block {} at {}", at.block_number, at.timestamp_s),
                fmt::format("no such block; the newest is at {}", known.head_timestamp_s)};
        case Violation::timestamp_mismatch:
            return {violation, fmt::format("block {} at {}", at.block_number, at.timestamp_s),
                named ? at_time("it is", named->timestamp_s)
                      : fmt::format("it is before {}", known.first_timestamp_s)};
        case Violation::no_such_log:
            return {violation, fmt::format("log {}", at.log_index),
                fmt::format("{} logs in block {}", named ? named->log_count : 0, at.block_number)};
        case Violation::payload_mismatch:
            return {violation, to_hex(std::get<ExpectedLogHash>(expected).value),
                named && named->log_hash ? to_hex(*named->log_hash) : ""};
        case Violation::checksum_mismatch:
            return {violation, to_hex(std::get<ExpectedChecksum>(expected).value),
                named && named->log_hash ? to_hex(message_checksum(*named->log_hash, at)) : ""};
        case Violation::malformed:
        case Violation::unknown_chain:
        case Violation::executed_too_early:
        case Violation::initiated_too_early:
        case Violation::future:
        case Violation::same_timestamp:
        case Violation::expired:
        case Violation::expires_before_timeout:
        case Violation::cycle:
            break;
    }
    return {violation, {}, {}};
}
}  // namespace interlock::server
