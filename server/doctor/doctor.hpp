// `interlockd doctor`: what the service will find, before it starts or beside it.
#pragma once

#include <span>
#include <string>

#include "console/finding.hpp"
#include "server/config/chain_set.hpp"

namespace interlock::server
{
/// Asks every node of the configuration, all at once, and looks at this machine. Changes nothing.
[[nodiscard]] std::vector<console::Finding> examine(const Config& config, const ChainSet& chains);

/// The arguments after `doctor`. The exit code: 0 all well, 1 something is to be mended, 2 the
/// configuration is refused.
[[nodiscard]] int run_doctor_command(std::span<const std::string> arguments);
}  // namespace interlock::server
