#include "interop/eth/rlp_reader.hpp"

namespace interlock::eth::rlp
{
namespace
{
constexpr uint8_t kStringOffset = 0x80;
constexpr uint8_t kListOffset = 0xc0;
constexpr size_t kMaxShortLength = 55;
}  // namespace

std::optional<Item> Reader::next() noexcept
{
    if (rest_.empty())
        return std::nullopt;
    const auto first = rest_.front();
    if (first < kStringOffset)
        return Item{.payload = *take(1)};
    rest_ = rest_.subspan(1);
    const bool is_list = first >= kListOffset;
    const auto payload = take_payload(first - size_t{is_list ? kListOffset : kStringOffset});
    if (!payload)
        return std::nullopt;
    // A single low byte stands for itself.
    if (!is_list && payload->size() == 1 && payload->front() < kStringOffset)
        return std::nullopt;
    return Item{is_list, *payload};
}

std::optional<ByteView> Reader::take(uint64_t count) noexcept
{
    if (count > rest_.size())
        return std::nullopt;
    const auto out = rest_.first(count);
    rest_ = rest_.subspan(count);
    return out;
}

/// Longer payloads have their length's length in the first byte, and the length after it.
std::optional<ByteView> Reader::take_payload(size_t code) noexcept
{
    if (code <= kMaxShortLength)
        return take(code);
    const auto length = take(code - kMaxShortLength);
    if (!length || length->front() == 0)
        return std::nullopt;
    const auto count = from_big_endian<uint64_t>(*length);
    return count <= kMaxShortLength ? std::nullopt : take(count);
}
}  // namespace interlock::eth::rlp
