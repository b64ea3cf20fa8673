#include "server/safety/front.hpp"

#include <algorithm>

namespace interlock::server
{
std::optional<Place> place_of(const Fronts& fronts, const ChainId& chain) noexcept
{
    const auto found = std::lower_bound(fronts.begin(), fronts.end(), chain,
        [](const Front& front, const ChainId& id) { return front.config.id < id; });
    if (found == fronts.end() || found->config.id != chain)
        return std::nullopt;
    return static_cast<Place>(found - fronts.begin());
}
}  // namespace interlock::server
