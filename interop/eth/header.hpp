// An Ethereum block header and its hash.
#pragma once

#include <array>

#include "interop/eth/bytes.hpp"
#include "interop/eth/uint256.hpp"

namespace interlock::eth
{
inline constexpr size_t kBloomSize = 256;
using Bloom = FixedBytes<kBloomSize, struct BloomTag>;

/// Header fields in the order in which they are encoded. The tail grew with the forks: a field is
/// present in every header since its fork, so the present ones form a prefix of the tail.
/// https://github.com/ethereum/execution-specs/blob/master/src/ethereum/prague/blocks.py
struct Header
{
    Hash32 parent_hash;
    Hash32 uncles_hash;
    Address miner;
    Hash32 state_root;
    Hash32 transactions_root;
    Hash32 receipts_root;
    Bloom logs_bloom;
    Uint256 difficulty;
    uint64_t number = 0;
    uint64_t gas_limit = 0;
    uint64_t gas_used = 0;
    uint64_t timestamp_s = 0;
    Bytes extra_data;
    Hash32 mix_hash;
    std::array<uint8_t, 8> nonce{};

    std::optional<Uint256> base_fee_per_gas;         // London
    std::optional<Hash32> withdrawals_root;          // Shanghai; since Isthmus the message passer's
    std::optional<uint64_t> blob_gas_used;           // Cancun
    std::optional<uint64_t> excess_blob_gas;         // Cancun
    std::optional<Hash32> parent_beacon_block_root;  // Cancun
    std::optional<Hash32> requests_hash;             // Prague
};

/// Whether the present tail fields form a prefix; only such a header has an encoding.
[[nodiscard]] bool is_well_formed(const Header& header) noexcept;

/// keccak256(rlp(header)). Precondition: is_well_formed(header).
[[nodiscard]] Hash32 hash_header(const Header& header);
}  // namespace interlock::eth
