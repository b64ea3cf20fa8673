// Keccak-256 as Ethereum uses it (the original padding, not SHA3-256).
#pragma once

#include <initializer_list>

#include "interop/eth/bytes.hpp"

namespace interlock
{
/// keccak256 of `data`.
[[nodiscard]] Hash32 keccak256(ByteView data);

/// keccak256 of the parts joined in order, without joining them in memory.
[[nodiscard]] Hash32 keccak256(std::initializer_list<ByteView> parts);
}  // namespace interlock
