// What the index says of the L1 blocks that blocks need, against the truth.
#pragma once

#include "tests/sim/mirror.hpp"

namespace interlock::sim
{
/// Where an L1 block is told, it is never too low: neither that of a block, nor that of a block's
/// messages. What is wrong, as a sentence. Precondition: the index has arrived where the world is.
[[nodiscard]] std::optional<std::string> find_low_l1(
    const storage::View& view, const Mirror& mirror, const Snapshot& snapshot, const World& world);
}  // namespace interlock::sim
