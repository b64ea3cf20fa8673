// The integers under which the database keeps chains and blocks. Pure.
#pragma once

#include "storage/store.hpp"

namespace interlock::storage
{
inline constexpr unsigned kBlockNumberBits = 44;
static_assert(kBlockNumberLimit == uint64_t{1} << kBlockNumberBits);
// The largest key is exactly the largest number SQLite holds.
static_assert((uint64_t{kChainLimit} << kBlockNumberBits) == uint64_t{1} << 63U);

/// `ix << 44 | number`, or nullopt when either is out of bounds: such a key would be that of
/// another chain's block, and strangers choose numbers.
[[nodiscard]] constexpr std::optional<int64_t> block_key(uint32_t ix, uint64_t number) noexcept
{
    if (ix >= kChainLimit || number >= kBlockNumberLimit)
        return std::nullopt;
    return static_cast<int64_t>((uint64_t{ix} << kBlockNumberBits) | number);
}

/// The number in a key that block_key() made.
[[nodiscard]] constexpr uint64_t number_in(int64_t key) noexcept
{
    return static_cast<uint64_t>(key) & (kBlockNumberLimit - 1);
}

/// The chain's small number in such a key.
[[nodiscard]] constexpr uint32_t ix_in(int64_t key) noexcept
{
    return static_cast<uint32_t>(key >> kBlockNumberBits);
}

/// The keys a chain's blocks can have, first and last. Precondition: ix < kChainLimit.
struct KeyRange
{
    int64_t first = 0;
    int64_t last = 0;
};
[[nodiscard]] constexpr KeyRange keys_of(uint32_t ix) noexcept
{
    return {*block_key(ix, 0), *block_key(ix, kBlockNumberLimit - 1)};
}
}  // namespace interlock::storage
