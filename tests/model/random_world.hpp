// Small worlds in which little is certain to be right: for properties that must hold of any.
// Pure; any thread.
#pragma once

#include "tests/model/safety_model.hpp"

namespace interlock::model
{
/// Chains that begin with block 0 at differing times and all end together: each is past the last
/// timestamp of any. Messages are as often within one timestamp as not. The same for a seed on
/// every platform.
[[nodiscard]] World random_complete_world(uint64_t seed);
}  // namespace interlock::model
