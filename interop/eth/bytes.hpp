// Byte strings as Ethereum writes them: fixed-size values, views, and their hex form.
// Values only; everything here may be used from any thread.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interlock
{
using Bytes = std::vector<uint8_t>;
using ByteView = std::span<const uint8_t>;

/// N bytes with value semantics. `Tag` keeps a hash from being passed as an address.
template <size_t N, typename Tag>
struct FixedBytes
{
    static constexpr size_t kSize = N;
    std::array<uint8_t, N> bytes{};

    constexpr operator ByteView() const noexcept { return ByteView{bytes}; }
    [[nodiscard]] constexpr const uint8_t* data() const noexcept { return bytes.data(); }
    [[nodiscard]] constexpr uint8_t* data() noexcept { return bytes.data(); }
    [[nodiscard]] static constexpr size_t size() noexcept { return N; }

    /// The value held in `view`; nullopt when its length is not exactly N.
    [[nodiscard]] static constexpr std::optional<FixedBytes> from(ByteView view) noexcept
    {
        if (view.size() != N)
            return std::nullopt;
        FixedBytes out;
        std::copy(view.begin(), view.end(), out.bytes.begin());
        return out;
    }

    friend constexpr auto operator<=>(const FixedBytes&, const FixedBytes&) = default;
    friend constexpr bool operator==(const FixedBytes&, const FixedBytes&) = default;
};

/// A 32-byte Keccak-256 digest or any other 32-byte word.
using Hash32 = FixedBytes<32, struct Hash32Tag>;
/// A 20-byte account address.
using Address = FixedBytes<20, struct AddressTag>;

/// "0x" and two lower-case digits a byte.
[[nodiscard]] std::string to_hex(ByteView bytes);

/// The bytes of "0x…"; upper and lower case digits are accepted. nullopt without the prefix, with
/// an odd number of digits, or with anything that is not a digit.
[[nodiscard]] std::optional<Bytes> bytes_from_hex(std::string_view text);

/// Decodes "0x…" into exactly `out.size()` bytes; false (and `out` unspecified) when it is not
/// that.
[[nodiscard]] bool hex_into(std::string_view text, std::span<uint8_t> out) noexcept;

/// A Hash32 or Address from exactly its hex form.
template <typename Fixed>
[[nodiscard]] std::optional<Fixed> fixed_from_hex(std::string_view text) noexcept
{
    Fixed out;
    if (!hex_into(text, out.bytes))
        return std::nullopt;
    return out;
}

/// An Ethereum JSON quantity that fits 64 bits: "0x0", "0x1f"; leading zeros are refused as the
/// execution API does. nullopt when it is anything else or does not fit.
[[nodiscard]] std::optional<uint64_t> quantity_from_hex(std::string_view text) noexcept;

/// "0x0" for zero, no leading zeros otherwise.
[[nodiscard]] std::string quantity_to_hex(uint64_t value);

/// Big-endian bytes of `value`, as every encoding of the protocol has them.
template <typename Unsigned>
[[nodiscard]] constexpr std::array<uint8_t, sizeof(Unsigned)> big_endian(Unsigned value) noexcept
{
    std::array<uint8_t, sizeof(Unsigned)> out{};
    for (size_t i = 0; i < sizeof(Unsigned); ++i)
        out[sizeof(Unsigned) - 1 - i] = static_cast<uint8_t>(value >> (8 * i));
    return out;
}

/// The unsigned number in `bytes`, big-endian. Precondition: bytes.size() <= sizeof(Unsigned).
template <typename Unsigned>
[[nodiscard]] constexpr Unsigned from_big_endian(ByteView bytes) noexcept
{
    Unsigned out = 0;
    for (const uint8_t byte : bytes)
        out = static_cast<Unsigned>((out << 8U) | byte);
    return out;
}
}  // namespace interlock

template <size_t N, typename Tag>
struct std::hash<interlock::FixedBytes<N, Tag>>
{
    size_t operator()(const interlock::FixedBytes<N, Tag>& value) const noexcept
    {
        // Digests and addresses are uniform already; their first bytes serve as the hash.
        static_assert(N >= sizeof(size_t));
        size_t out = 0;
        std::memcpy(&out, value.data(), sizeof(out));
        return out;
    }
};
