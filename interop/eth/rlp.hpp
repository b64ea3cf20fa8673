// Recursive-length-prefix encoding, the part that headers, receipts and tries need.
// https://ethereum.org/en/developers/docs/data-structures-and-encoding/rlp/
#pragma once

#include "interop/eth/bytes.hpp"
#include "interop/eth/uint256.hpp"

namespace interlock::eth::rlp
{
/// Appends `bytes` as an RLP string.
void append_bytes(Bytes& out, ByteView bytes);

/// Appends `value` as an RLP integer: big-endian without leading zeros, empty for zero.
void append_uint(Bytes& out, uint64_t value);
void append_uint(Bytes& out, const Uint256& value);

/// Appends an RLP list whose items, already encoded and joined, are `payload`.
void append_list(Bytes& out, ByteView payload);
}  // namespace interlock::eth::rlp
