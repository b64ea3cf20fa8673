#include "interop/eth/rlp.hpp"

namespace interlock::eth::rlp
{
namespace
{
constexpr uint8_t kStringOffset = 0x80;
constexpr uint8_t kListOffset = 0xc0;
/// Longer payloads have their length's length in the first byte, and the length after it.
constexpr size_t kMaxShortLength = 55;

ByteView without_leading_zeros(ByteView bytes) noexcept
{
    size_t first = 0;
    while (first < bytes.size() && bytes[first] == 0)
        ++first;
    return bytes.subspan(first);
}

void append(Bytes& out, ByteView bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_length(Bytes& out, uint8_t offset, size_t length)
{
    if (length <= kMaxShortLength)
    {
        out.push_back(static_cast<uint8_t>(offset + length));
        return;
    }
    const auto encoded = big_endian(uint64_t{length});
    const ByteView trimmed = without_leading_zeros(encoded);
    out.push_back(static_cast<uint8_t>(offset + kMaxShortLength + trimmed.size()));
    append(out, trimmed);
}
}  // namespace

void append_bytes(Bytes& out, ByteView bytes)
{
    // A single byte below the offset stands for itself.
    if (bytes.size() != 1 || bytes.front() >= kStringOffset)
        append_length(out, kStringOffset, bytes.size());
    append(out, bytes);
}

void append_uint(Bytes& out, uint64_t value)
{
    const auto encoded = big_endian(value);
    append_bytes(out, without_leading_zeros(encoded));
}

void append_uint(Bytes& out, const Uint256& value)
{
    append_bytes(out, value.trimmed());
}

void append_list(Bytes& out, ByteView payload)
{
    append_length(out, kListOffset, payload.size());
    append(out, payload);
}
}  // namespace interlock::eth::rlp
