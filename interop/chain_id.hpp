// The id of a chain: a 256-bit number, and one of the identifiers the protocol hashes in full.
#pragma once

#include <string>

#include "interop/eth/uint256.hpp"

namespace interlock
{
struct ChainId
{
    Uint256 value;

    [[nodiscard]] static constexpr ChainId from_u64(uint64_t id) noexcept
    {
        return {Uint256::from_u64(id)};
    }

    friend constexpr auto operator<=>(const ChainId&, const ChainId&) = default;
    friend constexpr bool operator==(const ChainId&, const ChainId&) = default;
};

/// Decimal, as people and today's services write it.
[[nodiscard]] inline std::string to_string(const ChainId& id)
{
    return to_decimal(id.value);
}

/// From decimal ("901") or a quantity ("0x385"); nullopt when it is neither or exceeds 256 bits.
[[nodiscard]] std::optional<ChainId> chain_id_from_text(std::string_view text);
}  // namespace interlock

template <>
struct std::hash<interlock::ChainId>
{
    size_t operator()(const interlock::ChainId& id) const noexcept
    {
        // Most ids fit 64 bits, so the low bytes tell them apart.
        size_t out = 0;
        std::memcpy(&out, id.value.be.data() + 24, sizeof(out));
        return out * 0x9e3779b97f4a7c15ULL;
    }
};
