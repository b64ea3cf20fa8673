// Blocks, receipts and logs in the data files, read and verified by the project's own code.
#pragma once

#include "chain/verify.hpp"
#include "tests/conformance/report.hpp"

namespace interlock::conformance
{
[[nodiscard]] chain::Decoded<chain::BlockJson> decode_block_json(const Json& json);
/// The receipts of a whole block, in order and with their log indexes.
[[nodiscard]] chain::Decoded<std::vector<eth::Receipt>> decode_receipts_json(const Json& json);
/// A receipt by itself, which need not say where it stands in its block.
[[nodiscard]] chain::Decoded<eth::Receipt> decode_receipt_json(const Json& json);
[[nodiscard]] chain::Decoded<eth::Log> decode_log_json(const Json& json);

/// What the two proofs say of a block and its receipts; nullopt when a proof holds. Something that
/// cannot be decoded is proof enough that the check fails.
struct BlockProofs
{
    std::optional<std::string> block_hash;
    std::optional<std::string> receipts_root;
};
[[nodiscard]] BlockProofs check_proofs(const Json& block, const Json& receipts);

/// A verified block with everything in it.
struct RecordedBlock
{
    chain::BlockJson block;
    std::vector<eth::Receipt> receipts;
    BlockDigest digest;
};

/// Reads {block, receipts}, and fails `c` for each thing that does not prove itself: the proofs,
/// the blooms, the gas. nullopt when it cannot even be decoded.
[[nodiscard]] std::optional<RecordedBlock> read_verified_block(Case& c, const Json& json);
}  // namespace interlock::conformance
