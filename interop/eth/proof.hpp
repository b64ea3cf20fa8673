// Proofs that an account is in a state, as eth_getProof gives them.
// https://ethereum.org/en/developers/docs/data-structures-and-encoding/patricia-merkle-trie/
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "interop/eth/bytes.hpp"

namespace interlock::eth
{
/// The storage root of the account, as the nodes of the state's trie on the way to it prove it
/// (EIP-1186: from the root on). The error says where the way breaks off, or that the state has no
/// such account.
[[nodiscard]] tl::expected<Hash32, std::string> proven_storage_root(
    const Hash32& state_root, const Address& account, std::span<const Bytes> nodes);
}  // namespace interlock::eth
