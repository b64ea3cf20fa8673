// What the service finds on its own machine: its folder, its index, its addresses, its files.
#pragma once

#include "console/finding.hpp"
#include "server/config/config.hpp"

namespace interlock::server
{
/// Nothing is changed.
[[nodiscard]] std::vector<console::Finding> examine_machine(const Config& config);
}  // namespace interlock::server
