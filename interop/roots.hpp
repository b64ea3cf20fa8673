// Output roots and super roots: the commitments of one chain, and of all chains, to their state.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "interop/chain_id.hpp"

namespace interlock
{
/// The preimage of a version-0 output root.
/// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/protocol/proposals.md#l2-output-commitment-construction
struct OutputV0
{
    Hash32 state_root;
    Hash32 message_passer_storage_root;
    Hash32 block_hash;

    friend bool operator==(const OutputV0&, const OutputV0&) = default;
};

/// 32 zero bytes, then the three fields.
[[nodiscard]] Bytes encode_output(const OutputV0& output);
[[nodiscard]] Hash32 output_root(const OutputV0& output);

struct ChainOutput
{
    ChainId chain_id;
    Hash32 output_root;

    friend bool operator==(const ChainOutput&, const ChainOutput&) = default;
};

/// A version-1 super root's preimage: the output roots of all chains at one time.
/// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/fault-proof/stage-one/optimism-portal.md#super-output
struct SuperV1
{
    uint64_t timestamp_s = 0;
    std::vector<ChainOutput> chains;  // By ascending chain id.

    friend bool operator==(const SuperV1&, const SuperV1&) = default;
};

/// 0x01, the timestamp as 8 bytes, then chain id and output root of each chain.
[[nodiscard]] Bytes encode_super(const SuperV1& super);
/// keccak256 of the encoding.
[[nodiscard]] Hash32 super_root(const SuperV1& super);
/// Refuses another version, a wrong length, no chain; the error says which.
[[nodiscard]] tl::expected<SuperV1, std::string> decode_super(ByteView encoded);
}  // namespace interlock
