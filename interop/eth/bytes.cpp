#include "interop/eth/bytes.hpp"

namespace interlock
{
namespace
{
constexpr std::string_view kPrefix = "0x";
constexpr std::string_view kDigits = "0123456789abcdef";

/// The value of a hex digit; nullopt when it is none.
constexpr std::optional<uint8_t> nibble(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return static_cast<uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F')
        return static_cast<uint8_t>(c - 'A' + 10);
    return std::nullopt;
}
}  // namespace

std::string to_hex(ByteView bytes)
{
    std::string out;
    out.reserve(kPrefix.size() + 2 * bytes.size());
    out += kPrefix;
    for (const uint8_t byte : bytes)
    {
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 0xfU];
    }
    return out;
}

bool hex_into(std::string_view text, std::span<uint8_t> out) noexcept
{
    if (!text.starts_with(kPrefix))
        return false;
    text.remove_prefix(kPrefix.size());
    if (text.size() % 2 != 0 || text.size() / 2 != out.size())
        return false;
    for (size_t i = 0; i < out.size(); ++i)
    {
        const auto high = nibble(text[2 * i]);
        const auto low = nibble(text[2 * i + 1]);
        if (!high || !low)
            return false;
        out[i] = static_cast<uint8_t>((*high << 4U) | *low);
    }
    return true;
}

std::optional<Bytes> bytes_from_hex(std::string_view text)
{
    // Checked before allocating; hex_into checks the rest.
    if (!text.starts_with(kPrefix))
        return std::nullopt;
    Bytes out((text.size() - kPrefix.size()) / 2);
    if (!hex_into(text, out))
        return std::nullopt;
    return out;
}

std::optional<uint64_t> quantity_from_hex(std::string_view text) noexcept
{
    if (!text.starts_with(kPrefix))
        return std::nullopt;
    text.remove_prefix(kPrefix.size());
    if (text.empty() || text.size() > 2 * sizeof(uint64_t))
        return std::nullopt;
    if (text.size() > 1 && text.front() == '0')
        return std::nullopt;
    uint64_t out = 0;
    for (const char c : text)
    {
        const auto digit = nibble(c);
        if (!digit)
            return std::nullopt;
        out = (out << 4U) | *digit;
    }
    return out;
}

std::string quantity_to_hex(uint64_t value)
{
    std::string reversed;
    do
    {
        reversed += kDigits[value & 0xfU];
        value >>= 4U;
    } while (value != 0);
    return std::string{kPrefix} + std::string{reversed.rbegin(), reversed.rend()};
}
}  // namespace interlock
