#include "server/failsafe/failsafe.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::server
{
FailsafeScope FailsafeScope::between(const ChainId& one, const ChainId& another) noexcept
{
    return {std::min(one, another), std::max(one, another)};
}

bool FailsafeScope::covers(const ChainId& executing, const ChainId& initiating) const noexcept
{
    if (!chain)
        return true;
    if (!other)
        return *chain == executing || *chain == initiating;
    return *this == between(executing, initiating);
}

std::string to_string(const FailsafeScope& scope)
{
    if (!scope.chain)
        return "all chains";
    if (!scope.other)
        return "chain " + to_string(*scope.chain);
    return "chains " + to_string(*scope.chain) + " and " + to_string(*scope.other);
}

std::string_view to_string(FailsafeCause cause) noexcept
{
    switch (cause)
    {
        case FailsafeCause::manual:
            return "manual";
        case FailsafeCause::divergence:
            return "divergence";
        case FailsafeCause::invalid_safe_block:
            return "invalid_safe_block";
        case FailsafeCause::disagreement:
            break;
    }
    return "disagreement";
}

std::string describe(const Failsafe& failsafe)
{
    return fmt::format("failsafe for {} ({}): {}", to_string(failsafe.scope),
        to_string(failsafe.cause), failsafe.reason);
}
}  // namespace interlock::server
