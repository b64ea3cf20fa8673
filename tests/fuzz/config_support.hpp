// What both configuration targets check.
#pragma once

#include "server/config/config.hpp"

namespace interlock::fuzz
{
/// Loads the configuration twice; that both say the same, that problems may be shown, and that what
/// is accepted keeps its promises.
void check_config(const server::ConfigSources& sources);
}  // namespace interlock::fuzz
