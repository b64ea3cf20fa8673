#include "interop/rules.hpp"

namespace interlock
{
namespace
{
Violation mismatch_of(const ExpectedLog& expected) noexcept
{
    return std::holds_alternative<ExpectedLogHash>(expected) ? Violation::payload_mismatch
                                                             : Violation::checksum_mismatch;
}

bool matches(const Hash32& log_hash, const LogPosition& at, const ExpectedLog& expected)
{
    if (const auto* hash = std::get_if<ExpectedLogHash>(&expected))
        return log_hash == hash->value;
    return message_checksum(log_hash, at) == std::get_if<ExpectedChecksum>(&expected)->value;
}

Inclusion check_block(
    const KnownChain::Block& block, const LogPosition& at, const ExpectedLog& expected)
{
    if (block.timestamp_s != at.timestamp_s)
        return Violation::timestamp_mismatch;
    if (at.log_index >= block.log_count)
        return Violation::no_such_log;
    // A log that exists but was not handed in must never pass as included.
    if (!block.log_hash || !matches(*block.log_hash, at, expected))
        return mismatch_of(expected);
    return Included{};
}
}  // namespace

std::string_view to_string(Violation violation) noexcept
{
    switch (violation)
    {
        case Violation::malformed:
            return "malformed";
        case Violation::unknown_chain:
            return "unknown_chain";
        case Violation::executed_too_early:
            return "executed_too_early";
        case Violation::initiated_too_early:
            return "initiated_too_early";
        case Violation::future:
            return "future";
        case Violation::same_timestamp:
            return "same_timestamp";
        case Violation::expired:
            return "expired";
        case Violation::expires_before_timeout:
            return "expires_before_timeout";
        case Violation::no_such_block:
            return "no_such_block";
        case Violation::timestamp_mismatch:
            return "timestamp_mismatch";
        case Violation::no_such_log:
            return "no_such_log";
        case Violation::payload_mismatch:
            return "payload_mismatch";
        case Violation::checksum_mismatch:
            return "checksum_mismatch";
        case Violation::cycle:
            return "cycle";
    }
    return "unknown";
}

bool is_active(const ChainConfig& chain, uint64_t timestamp_s) noexcept
{
    return chain.activation_s && timestamp_s >= *chain.activation_s;
}

bool is_activation_block(const ChainConfig& chain, uint64_t timestamp_s) noexcept
{
    // Near zero there is no earlier time, and so none at which the fork was not active yet.
    const uint64_t parent_s =
        timestamp_s >= chain.block_time_s ? timestamp_s - chain.block_time_s : 0;
    return is_active(chain, timestamp_s) && !is_active(chain, parent_s);
}

std::optional<Violation> check_chains(
    const DependencySet& set, const ChainId& executing, const ChainId& initiating) noexcept
{
    if (set.find(executing) == nullptr || set.find(initiating) == nullptr)
        return Violation::unknown_chain;
    return std::nullopt;
}

std::optional<Violation> check_activation(
    const ChainConfig& executing, const ChainConfig& initiating, MessageTimes times) noexcept
{
    const auto too_early = [](const ChainConfig& chain, uint64_t timestamp_s)
    { return !is_active(chain, timestamp_s) || is_activation_block(chain, timestamp_s); };
    if (too_early(executing, times.executed_s))
        return Violation::executed_too_early;
    if (too_early(initiating, times.initiated_s))
        return Violation::initiated_too_early;
    return std::nullopt;
}

std::optional<Violation> check_order(MessageTimes times) noexcept
{
    // Equal is legal; cycles have their own rule.
    if (times.initiated_s > times.executed_s)
        return Violation::future;
    return std::nullopt;
}

std::optional<Violation> check_expiry(MessageTimes times, uint64_t window_s) noexcept
{
    // The specification's summary reads as strict, its formula as inclusive; the proof is
    // inclusive. The age cannot wrap after check_order, where a sum with the window could.
    if (times.executed_s - times.initiated_s > window_s)
        return Violation::expired;
    return std::nullopt;
}

std::optional<Violation> check_timeout(
    MessageTimes times, uint64_t window_s, uint64_t timeout_s) noexcept
{
    const uint64_t age_s = times.executed_s - times.initiated_s;
    // Neither difference can wrap: the checks before this one ordered both.
    if (timeout_s > window_s - age_s)
        return Violation::expires_before_timeout;
    return std::nullopt;
}

std::optional<Violation> check_times(const DependencySet& set, const ExecutionTime& execution,
    const LogPosition& initiating) noexcept
{
    if (const auto fault = check_chains(set, execution.chain_id, initiating.chain_id))
        return fault;
    const MessageTimes times{
        .initiated_s = initiating.timestamp_s, .executed_s = execution.timestamp_s};
    if (const auto fault =
            check_activation(*set.find(execution.chain_id), *set.find(initiating.chain_id), times))
        return fault;
    if (const auto fault = check_order(times))
        return fault;
    return check_expiry(times, set.expiry_window_s());
}

Inclusion check_inclusion(
    const KnownChain& chain, const LogPosition& at, const ExpectedLog& expected)
{
    if (chain.named)
        return check_block(*chain.named, at, expected);
    if (at.block_number < chain.first_number)
    {
        // Timestamps rise with numbers, so such a block cannot be as late as the first known one.
        if (at.timestamp_s >= chain.first_timestamp_s)
            return Violation::timestamp_mismatch;
        return BeforeKnown{};
    }
    if (is_past(chain.head_timestamp_s, chain.block_time_s, at.timestamp_s))
        return Violation::no_such_block;
    return NotSeenYet{};
}
}  // namespace interlock
