#include "interop/eth/receipt.hpp"

#include "interop/eth/hash.hpp"
#include "interop/eth/rlp.hpp"
#include "interop/eth/trie.hpp"

namespace interlock::eth
{
namespace
{
Bytes encode_log(const Log& log)
{
    Bytes topics;
    for (const Hash32& topic : log.topics)
        rlp::append_bytes(topics, topic);
    Bytes fields;
    rlp::append_bytes(fields, log.address);
    rlp::append_list(fields, topics);
    rlp::append_bytes(fields, log.data);
    return fields;
}

void append_logs(Bytes& out, const std::vector<Log>& logs)
{
    Bytes joined;
    for (const Log& log : logs)
        rlp::append_list(joined, encode_log(log));
    rlp::append_list(out, joined);
}

void append_outcome(Bytes& out, const std::variant<bool, Hash32>& outcome)
{
    if (const auto* root = std::get_if<Hash32>(&outcome))
        rlp::append_bytes(out, *root);
    else
        rlp::append_uint(out, uint64_t{*std::get_if<bool>(&outcome)});
}

/// Sets the three bits of one value: the low 11 bits of each of the digest's first three pairs of
/// bytes, counted from the filter's last bit.
void add_to_bloom(Bloom& bloom, ByteView value)
{
    constexpr size_t kBitMask = kBloomSize * 8 - 1;
    const Hash32 digest = keccak256(value);
    for (const size_t pair : {size_t{0}, size_t{2}, size_t{4}})
    {
        const size_t bit = from_big_endian<uint16_t>(ByteView{digest}.subspan(pair, 2)) & kBitMask;
        auto& byte = bloom.bytes[kBloomSize - 1 - bit / 8];
        byte = static_cast<uint8_t>(byte | (1U << (bit % 8)));
    }
}
}  // namespace

Bytes encode_receipt(const Receipt& receipt)
{
    Bytes fields;
    append_outcome(fields, receipt.outcome);
    rlp::append_uint(fields, receipt.cumulative_gas_used);
    rlp::append_bytes(fields, receipt.logs_bloom);
    append_logs(fields, receipt.logs);
    if (receipt.type == kDepositType && receipt.deposit_receipt_version)
    {
        // An absent nonce before a present version is encoded as zero, as op-geth does.
        rlp::append_uint(fields, receipt.deposit_nonce.value_or(0));
        rlp::append_uint(fields, *receipt.deposit_receipt_version);
    }
    Bytes out;
    if (receipt.type != 0)
        out.push_back(receipt.type);
    rlp::append_list(out, fields);
    return out;
}

Bloom bloom_of(const std::vector<Log>& logs)
{
    Bloom bloom;
    for (const Log& log : logs)
    {
        add_to_bloom(bloom, log.address);
        for (const Hash32& topic : log.topics)
            add_to_bloom(bloom, topic);
    }
    return bloom;
}

Hash32 receipts_root(const std::vector<Receipt>& receipts)
{
    std::vector<Bytes> encoded;
    encoded.reserve(receipts.size());
    for (const Receipt& receipt : receipts)
        encoded.push_back(encode_receipt(receipt));
    return ordered_trie_root(encoded);
}
}  // namespace interlock::eth
