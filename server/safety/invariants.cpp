#include "server/safety/invariants.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace interlock::server
{
namespace
{
struct Order
{
    SafetyLevel lower;
    SafetyLevel upper;
};

constexpr std::array kOrders{
    Order{SafetyLevel::finalized, SafetyLevel::safe},
    Order{SafetyLevel::safe, SafetyLevel::local_safe},
    Order{SafetyLevel::local_safe, SafetyLevel::unsafe},
    Order{SafetyLevel::safe, SafetyLevel::cross_unsafe},
    Order{SafetyLevel::cross_unsafe, SafetyLevel::unsafe},
};

std::string describe(SafetyLevel level, const std::optional<BlockSeal>& head)
{
    return std::string{to_string(level)} + " is " +
           (head ? std::to_string(head->id.number) : "nothing");
}
}  // namespace

std::optional<std::string> find_broken_order(const ChainHeads& heads)
{
    for (const auto& order : kOrders)
    {
        const auto& lower = heads[static_cast<size_t>(order.lower)];
        const auto& upper = heads[static_cast<size_t>(order.upper)];
        if (lower && (!upper || lower->id.number > upper->id.number))
            return describe(order.lower, lower) + " but " + describe(order.upper, upper);
    }
    return std::nullopt;
}

void check_heads(const ChainId& chain, const ChainHeads& heads)
{
    const auto broken = find_broken_order(heads);
    if (!broken)
        return;
    std::fprintf(
        stderr, "broken rule: heads of chain %s: %s\n", to_string(chain).c_str(), broken->c_str());
    std::abort();
}
}  // namespace interlock::server
