// How failsafes look. Pure.
#pragma once

#include "client/cli/command.hpp"

namespace interlock::client::cli
{
/// A table; empty when there are none.
[[nodiscard]] std::string failsafes_text(const std::vector<Failsafe>& failsafes, const View& view);
[[nodiscard]] Json failsafes_json(const std::vector<Failsafe>& failsafes);
}  // namespace interlock::client::cli
