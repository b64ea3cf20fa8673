#include "client/cli/args.hpp"

#include <charconv>
#include <limits>

#include "client/cli/text.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kMaxQuoted = 80;
constexpr uint64_t kMaxDeadlineMs = 86'400'000;

tl::unexpected<std::string> wrong(std::string_view text, std::string_view expected)
{
    return tl::unexpected{"'" + printable(text, kMaxQuoted) + "' is not " + std::string{expected}};
}

/// Decimal digits only, and all of them.
bool decimal_into(std::string_view text, uint64_t& out) noexcept
{
    if (text.empty() || text.front() < '0' || text.front() > '9')
        return false;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, out);
    return error == std::errc{} && rest == end;
}

bool is_digits(std::string_view text) noexcept
{
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}
}  // namespace

Parsed<uint64_t> parse_number(std::string_view text)
{
    if (const auto quantity = quantity_from_hex(text))
        return *quantity;
    uint64_t out = 0;
    const bool padded = text.size() > 1 && text.front() == '0';
    if (!padded && decimal_into(text, out))
        return out;
    return wrong(text, "a number of at most 64 bits (decimal, or 0x…, without leading zeros)");
}

Parsed<uint32_t> parse_log_index(std::string_view text)
{
    const auto number = parse_number(text);
    if (number && *number <= std::numeric_limits<uint32_t>::max())
        return static_cast<uint32_t>(*number);
    return wrong(text, "a log index (a number of at most 32 bits)");
}

Parsed<uint32_t> parse_count(std::string_view text)
{
    const auto number = parse_number(text);
    if (number && *number > 0 && *number <= std::numeric_limits<uint32_t>::max())
        return static_cast<uint32_t>(*number);
    return wrong(text, "a count (a number above zero)");
}

Parsed<Address> parse_address(std::string_view text)
{
    if (const auto out = fixed_from_hex<Address>(text))
        return *out;
    return wrong(text, "an address (0x and 40 hex digits)");
}

Parsed<Hash32> parse_hash(std::string_view text)
{
    if (const auto out = fixed_from_hex<Hash32>(text))
        return *out;
    return wrong(text, "32 bytes (0x and 64 hex digits)");
}

Parsed<Bytes> parse_payload(std::string_view text)
{
    if (auto out = bytes_from_hex(text))
        return std::move(*out);
    return wrong(text, "bytes (0x and an even number of hex digits)");
}

Parsed<SafetyLevel> parse_level(std::string_view text)
{
    if (const auto out = safety_level_from_text(text))
        return *out;
    return wrong(text, "a safety level: unsafe, cross-unsafe, local-safe, safe or finalized");
}

Parsed<SafetyLevel> parse_cross_level(std::string_view text)
{
    const auto out = safety_level_from_text(text);
    if (out == SafetyLevel::cross_unsafe || out == SafetyLevel::safe)
        return *out;
    return wrong(text, "a level that whole blocks are decided at: cross-unsafe or safe");
}

Parsed<BlockRef> parse_block(std::string_view text)
{
    if (const auto hash = fixed_from_hex<Hash32>(text))
        return *hash;
    if (const auto number = parse_number(text))
        return *number;
    return wrong(text, "a block: a number of at most 64 bits, or a hash (0x and 64 hex digits)");
}

Parsed<std::chrono::milliseconds> parse_deadline(std::string_view text)
{
    constexpr std::string_view kExpected =
        "a time in seconds above 0, at most 86400, with at most three decimals";
    const auto dot = text.find('.');
    const auto whole = text.substr(0, dot);
    auto decimals =
        dot == std::string_view::npos ? std::string{} : std::string{text.substr(dot + 1)};
    const bool empty_decimals = dot != std::string_view::npos && decimals.empty();
    uint64_t seconds = 0;
    if (!decimal_into(whole, seconds) || seconds > kMaxDeadlineMs / 1'000 || empty_decimals ||
        decimals.size() > 3 || !is_digits(decimals))
        return wrong(text, kExpected);
    decimals.resize(3, '0');
    uint64_t thousandths = 0;
    if (!decimal_into(decimals, thousandths))
        return wrong(text, kExpected);
    const uint64_t total = seconds * 1'000 + thousandths;
    if (total == 0 || total > kMaxDeadlineMs)
        return wrong(text, kExpected);
    return std::chrono::milliseconds{static_cast<int64_t>(total)};
}

Parsed<std::string> parse_server(std::string_view text)
{
    constexpr std::string_view kExpected = "an address of the form host:port, like 127.0.0.1:7545";
    constexpr uint64_t kMaxPort = 65'535;
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return wrong(text, kExpected);
    const auto host = text.substr(0, colon);
    uint64_t port = 0;
    if (!decimal_into(text.substr(colon + 1), port) || port == 0 || port > kMaxPort)
        return wrong(text, kExpected);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    const auto inner = bracketed ? host.substr(1, host.size() - 2) : host;
    // No colons outside brackets, no schemes, nothing that a resolver could take otherwise.
    const auto allowed = bracketed ? "0123456789abcdefABCDEF:.%"
                                   : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789.-_";
    if (inner.empty() || inner.find_first_not_of(allowed) != std::string_view::npos)
        return wrong(text, kExpected);
    return std::string{text};
}
}  // namespace interlock::client::cli
