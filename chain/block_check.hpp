// Whether what a node says of a block is to be believed: each check is one error. Pure.
#pragma once

#include "chain/decode.hpp"
#include "chain/source.hpp"

namespace interlock::chain
{
/// What is wrong, without the endpoint's name.
struct Disbelief
{
    ErrorKind kind = ErrorKind::unverified;
    std::string what;
};

/// The block is the one that was asked for, and its header proves its hash.
[[nodiscard]] std::optional<Disbelief> check_block(
    const BlockJson& block, const BlockSelector& asked);

/// The receipts are this block's: all of them, in order, proven by the receipts root. not_found
/// when they belong to another block of that height: the chain moved while it was read.
[[nodiscard]] std::optional<Disbelief> check_receipts(
    const BlockJson& block, const ReceiptsJson& receipts);

/// Whether `block` may come right after `previous`, by its parent hash and time.
[[nodiscard]] bool links(const BlockSeal& previous, const eth::Header& block) noexcept;
}  // namespace interlock::chain
