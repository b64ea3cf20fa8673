// How log lines and status name blocks.
#pragma once

#include <string>

#include "interop/block.hpp"

namespace interlock::server
{
[[nodiscard]] inline std::string short_hash(const Hash32& hash)
{
    return to_hex(hash).substr(0, 12) + "…";
}

/// "block 12 (0x1234567890…)"
[[nodiscard]] inline std::string describe(const BlockId& block)
{
    return "block " + std::to_string(block.number) + " (" + short_hash(block.hash) + ")";
}

[[nodiscard]] inline std::string describe(const BlockSeal& block)
{
    return describe(block.id);
}
}  // namespace interlock::server
