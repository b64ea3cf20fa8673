// What a signed transaction announces in its access list, as eth_sendRawTransaction takes it.
// https://eips.ethereum.org/EIPS/eip-2718
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "interop/chain_id.hpp"
#include "interop/eth/bytes.hpp"

namespace interlock
{
/// What nodes take at most.
inline constexpr size_t kMaxTransactionBytes = size_t{128} << 10U;

struct SignedTransaction
{
    /// The chain that it was signed for. Absent for a legacy transaction, which has no access list.
    std::optional<ChainId> chain_id;
    /// The storage keys of the CrossL2Inbox in its access list, joined in order.
    std::vector<Hash32> inbox_entries;

    friend bool operator==(const SignedTransaction&, const SignedTransaction&) = default;
};

/// The types that users of the OP Stack sign: legacy, 1 (EIP-2930), 2 (EIP-1559), 4 (EIP-7702).
/// The fields are read as far as their shape; neither the signature nor amounts are checked. The
/// error says what is wrong, without the transaction.
[[nodiscard]] tl::expected<SignedTransaction, std::string> read_signed_transaction(ByteView raw);
}  // namespace interlock
