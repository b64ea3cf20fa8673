// A 256-bit unsigned number as Ethereum stores it: 32 bytes, big-endian. No arithmetic: the
// protocol only compares, encodes and prints such numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interop/eth/bytes.hpp"

namespace interlock
{
struct Uint256
{
    std::array<uint8_t, 32> be{};

    [[nodiscard]] static constexpr Uint256 from_u64(uint64_t value) noexcept
    {
        Uint256 out;
        const auto tail = big_endian(value);
        std::copy(tail.begin(), tail.end(), out.be.end() - sizeof(value));
        return out;
    }

    /// The value when it fits 64 bits.
    [[nodiscard]] constexpr std::optional<uint64_t> to_u64() const noexcept
    {
        for (size_t i = 0; i < be.size() - sizeof(uint64_t); ++i)
        {
            if (be[i] != 0)
                return std::nullopt;
        }
        return from_big_endian<uint64_t>(ByteView{be}.last(sizeof(uint64_t)));
    }

    /// The bytes without leading zeros; empty for zero.
    [[nodiscard]] constexpr ByteView trimmed() const noexcept
    {
        size_t first = 0;
        while (first < be.size() && be[first] == 0)
            ++first;
        return ByteView{be}.subspan(first);
    }

    friend constexpr auto operator<=>(const Uint256&, const Uint256&) = default;
    friend constexpr bool operator==(const Uint256&, const Uint256&) = default;
};

/// The decimal form, without leading zeros.
[[nodiscard]] std::string to_decimal(const Uint256& value);

/// From decimal digits only; nullopt when empty, not decimal, or 2^256 or more.
[[nodiscard]] std::optional<Uint256> uint256_from_decimal(std::string_view text);

/// From an Ethereum JSON quantity ("0x0", "0x1f", no leading zeros) of at most 256 bits.
[[nodiscard]] std::optional<Uint256> uint256_from_quantity(std::string_view text) noexcept;
}  // namespace interlock
