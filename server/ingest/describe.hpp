// How log lines and status name blocks.
#pragma once

#include <map>
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

/// "chain 902 (bravo)"; of a chain that the operator did not name "chain 902".
[[nodiscard]] inline std::string describe(
    const ChainId& chain, const std::map<ChainId, std::string>& names)
{
    const auto found = names.find(chain);
    const auto out = "chain " + to_string(chain);
    return found == names.end() ? out : out + " (" + found->second + ")";
}
}  // namespace interlock::server
