// The Merkle-Patricia root of an ordered list, as headers commit to transactions and receipts.
#pragma once

#include "interop/eth/bytes.hpp"

namespace interlock::eth
{
/// Root of the trie that maps rlp(i) to values[i]; the empty-trie root for no values.
[[nodiscard]] Hash32 ordered_trie_root(std::span<const Bytes> values);
}  // namespace interlock::eth
