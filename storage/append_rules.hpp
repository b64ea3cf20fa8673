// What a block must be to be appended. Pure.
#pragma once

#include "storage/store.hpp"

namespace interlock::storage
{
/// More logs than any gas limit allows; their hashes are half a gigabyte.
inline constexpr size_t kLogLimit = size_t{1} << 24U;

/// `out_of_bounds` for a block that cannot be stored on any chain.
[[nodiscard]] Result<void> check_bounds(const ChainId& chain, const BlockDigest& block);

/// `conflict` unless the block follows `tip`; any block may be a chain's first.
[[nodiscard]] Result<void> check_follows(
    const ChainId& chain, const std::optional<BlockRecord>& tip, const BlockSeal& block);

/// "chain 10, block 7"
[[nodiscard]] std::string place(const ChainId& chain, uint64_t number);
/// The error of something refused.
[[nodiscard]] tl::unexpected<Error> refuse(ErrorKind kind, std::string message);
}  // namespace interlock::storage
