// Whether a node's answer proves itself. Pure.
#pragma once

#include "chain/decode.hpp"

namespace interlock::chain
{
/// Which proof failed; "block-hash" and "receipts-root" in the conformance data.
enum class VerifyFailure
{
    block_hash,     // keccak256(rlp(header)) is not the claimed hash, or the header has no encoding
    receipts_root,  // the receipts' trie root is not the header's
};

struct VerifyError
{
    VerifyFailure failure = VerifyFailure::block_hash;
    std::string message;
};

/// The header hashes to the hash it claims.
[[nodiscard]] std::optional<VerifyError> verify_header(const BlockJson& block);

/// The receipts are exactly those the header commits to.
[[nodiscard]] std::optional<VerifyError> verify_receipts(
    const eth::Header& header, const std::vector<eth::Receipt>& receipts);
}  // namespace interlock::chain
