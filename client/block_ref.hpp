// How a question names blocks. Plain values.
#pragma once

#include <variant>

#include "interop/block.hpp"

namespace interlock::client
{
/// A block of a chain: the canonical one at a number, or the one of a hash.
using BlockRef = std::variant<uint64_t, Hash32>;

[[nodiscard]] inline bool names(const BlockRef& ref, const BlockId& block) noexcept
{
    if (const auto* const number = std::get_if<uint64_t>(&ref))
        return block.number == *number;
    return block.hash == std::get<Hash32>(ref);
}

/// Blocks of a chain, both ends included.
struct NumberRange
{
    uint64_t first = 0;
    uint64_t last = 0;
};
}  // namespace interlock::client
