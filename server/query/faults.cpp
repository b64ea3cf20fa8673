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
}  // namespace

Invalid activation_fault(Violation violation, const ChainConfig& executing,
    const ChainConfig& initiating, MessageTimes times)
{
    if (violation == Violation::executed_too_early)
        return {violation, describe_activation(executing), at_time("executed", times.executed_s)};
    return {violation, describe_activation(initiating), at_time("initiated", times.initiated_s)};
}

Invalid order_fault(Violation violation, MessageTimes times)
{
    return {violation, fmt::format("initiated before {}", times.executed_s),
        at_time("initiated", times.initiated_s)};
}

Invalid expiry_fault(Violation violation, MessageTimes times, uint64_t window_s, uint64_t timeout_s)
{
    const auto age_s = times.executed_s - times.initiated_s;
    if (violation == Violation::expired)
        return {violation, fmt::format("at most {} s old", window_s), fmt::format("{} s", age_s)};
    return {violation, fmt::format("still valid {} s later", timeout_s),
        fmt::format("expires in {} s", window_s - age_s)};
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
