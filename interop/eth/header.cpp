#include "interop/eth/header.hpp"

#include "interop/eth/hash.hpp"
#include "interop/eth/rlp.hpp"

namespace interlock::eth
{
namespace
{
/// Twenty-one fields with a bloom of 256 bytes come to about 600 bytes.
constexpr size_t kTypicalSize = 700;

void append_first_fields(Bytes& out, const Header& header)
{
    rlp::append_bytes(out, header.parent_hash);
    rlp::append_bytes(out, header.uncles_hash);
    rlp::append_bytes(out, header.miner);
    rlp::append_bytes(out, header.state_root);
    rlp::append_bytes(out, header.transactions_root);
    rlp::append_bytes(out, header.receipts_root);
    rlp::append_bytes(out, header.logs_bloom);
    rlp::append_uint(out, header.difficulty);
    rlp::append_uint(out, header.number);
    rlp::append_uint(out, header.gas_limit);
    rlp::append_uint(out, header.gas_used);
    rlp::append_uint(out, header.timestamp_s);
    rlp::append_bytes(out, header.extra_data);
    rlp::append_bytes(out, header.mix_hash);
    rlp::append_bytes(out, header.nonce);
}

void append_tail(Bytes& out, const Header& header)
{
    if (header.base_fee_per_gas)
        rlp::append_uint(out, *header.base_fee_per_gas);
    if (header.withdrawals_root)
        rlp::append_bytes(out, *header.withdrawals_root);
    if (header.blob_gas_used)
        rlp::append_uint(out, *header.blob_gas_used);
    if (header.excess_blob_gas)
        rlp::append_uint(out, *header.excess_blob_gas);
    if (header.parent_beacon_block_root)
        rlp::append_bytes(out, *header.parent_beacon_block_root);
    if (header.requests_hash)
        rlp::append_bytes(out, *header.requests_hash);
}
}  // namespace

bool is_well_formed(const Header& header) noexcept
{
    const std::array present{header.base_fee_per_gas.has_value(),
        header.withdrawals_root.has_value(), header.blob_gas_used.has_value(),
        header.excess_blob_gas.has_value(), header.parent_beacon_block_root.has_value(),
        header.requests_hash.has_value()};
    return std::is_partitioned(present.begin(), present.end(), [](bool field) { return field; });
}

Hash32 hash_header(const Header& header)
{
    Bytes fields;
    fields.reserve(kTypicalSize);
    append_first_fields(fields, header);
    append_tail(fields, header);
    Bytes encoded;
    encoded.reserve(fields.size() + 4);
    rlp::append_list(encoded, fields);
    return keccak256(encoded);
}
}  // namespace interlock::eth
