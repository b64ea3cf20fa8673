// How log lines look.
#pragma once

#include "server/config/config.hpp"

namespace interlock::server
{
/// Sends log lines to standard error: as text, or one JSON object a line.
void set_up_logging(const LogSettings& settings);
}  // namespace interlock::server
