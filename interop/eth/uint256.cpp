#include "interop/eth/uint256.hpp"

#include <boost/multiprecision/cpp_int.hpp>

namespace interlock
{
namespace
{
using Wide = boost::multiprecision::uint256_t;

/// 2^256 - 1 has 78 decimal digits; more may only be leading zeros.
constexpr size_t kMaxDecimalDigits = 78;
constexpr unsigned kBitsPerByte = 8;

bool is_decimal(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
}  // namespace

std::string to_decimal(const Uint256& value)
{
    Wide wide;
    boost::multiprecision::import_bits(wide, value.be.begin(), value.be.end(), kBitsPerByte);
    return wide.str();
}

std::optional<Uint256> uint256_from_decimal(std::string_view text)
{
    if (text.empty() || !is_decimal(text))
        return std::nullopt;
    // A leading zero would make the parser read octal.
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
    if (text.empty())
        return Uint256{};
    if (text.size() > kMaxDecimalDigits)
        return std::nullopt;
    // 78 digits need at most 260 bits, so this type cannot overflow and never throws here.
    const boost::multiprecision::uint512_t wide{std::string{text}};
    if (wide > std::numeric_limits<Wide>::max())
        return std::nullopt;
    Bytes bytes;
    boost::multiprecision::export_bits(wide, std::back_inserter(bytes), kBitsPerByte);
    Uint256 out;
    std::copy(bytes.rbegin(), bytes.rend(), out.be.rbegin());
    return out;
}

std::optional<Uint256> uint256_from_quantity(std::string_view text) noexcept
{
    constexpr std::string_view kPrefix = "0x";
    if (!text.starts_with(kPrefix))
        return std::nullopt;
    text.remove_prefix(kPrefix.size());
    if (text.empty() || (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    // Padded to the full width, it is a fixed-size value like any other.
    std::array<char, kPrefix.size() + 2 * std::tuple_size_v<decltype(Uint256::be)>> padded;
    if (text.size() > padded.size() - kPrefix.size())
        return std::nullopt;
    padded.fill('0');
    padded[1] = 'x';
    std::copy(text.rbegin(), text.rend(), padded.rbegin());
    Uint256 out;
    if (!hex_into({padded.data(), padded.size()}, out.be))
        return std::nullopt;
    return out;
}
}  // namespace interlock
