#include "interop/message.hpp"

#include "interop/eth/hash.hpp"

namespace interlock
{
namespace
{
/// First byte of a checksum entry; it takes the place of the digest's.
constexpr uint8_t kChecksumType = 0x03;
}  // namespace

Bytes message_payload(const eth::Log& log)
{
    Bytes out;
    out.reserve(log.topics.size() * Hash32::kSize + log.data.size());
    for (const Hash32& topic : log.topics)
        out.insert(out.end(), topic.bytes.begin(), topic.bytes.end());
    out.insert(out.end(), log.data.begin(), log.data.end());
    return out;
}

Hash32 payload_hash(const eth::Log& log)
{
    return keccak256(message_payload(log));
}

Hash32 log_hash(const Address& origin, const Hash32& payload_hash)
{
    return keccak256({origin, payload_hash});
}

Hash32 log_hash(const eth::Log& log)
{
    return log_hash(log.address, payload_hash(log));
}

Hash32 message_checksum(const Hash32& log_hash, const LogPosition& at)
{
    constexpr std::array<uint8_t, 12> kPadding{};
    const auto number = big_endian(at.block_number);
    const auto timestamp = big_endian(at.timestamp_s);
    const auto index = big_endian(at.log_index);
    const Hash32 placed = keccak256({log_hash, kPadding, number, timestamp, index});
    Hash32 out = keccak256({placed, at.chain_id.value.be});
    out.bytes.front() = kChecksumType;
    return out;
}
}  // namespace interlock
