// A few scenarios out of many. Pure; any thread.
#pragma once

#include "tests/model/scenario.hpp"

namespace interlock::model
{
/// At most `keep` of them, in their order, that together meet as many different things as often as
/// they can; see scenario_tally.hpp.
[[nodiscard]] std::vector<Json> choose_varied(const std::vector<Json>& scenarios, size_t keep);
}  // namespace interlock::model
