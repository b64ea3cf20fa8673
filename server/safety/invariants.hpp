// What must hold of a chain's heads after every step. A broken one is a fault of ours, never of
// what came from outside: going on could call something safe that is not.
#pragma once

#include <array>

#include "interop/block.hpp"
#include "interop/chain_id.hpp"
#include "interop/safety_level.hpp"

namespace interlock::server
{
/// By level; nullopt where there is no head yet.
using ChainHeads = std::array<std::optional<BlockSeal>, kSafetyLevels.size()>;

/// Which order is broken, as a sentence; nullopt when none is.
/// finalized <= safe <= local-safe <= unsafe, and safe <= cross-unsafe <= unsafe.
[[nodiscard]] std::optional<std::string> find_broken_order(const ChainHeads& heads);

/// Ends the process when an order is broken.
void check_heads(const ChainId& chain, const ChainHeads& heads);
}  // namespace interlock::server
