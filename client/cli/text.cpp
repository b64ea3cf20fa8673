#include "client/cli/text.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <span>

namespace interlock::client::cli
{
namespace
{
struct Range
{
    uint32_t first;
    uint32_t last;
};

/// Controls, line and paragraph separators, and marks that reorder or hide text.
constexpr std::array kUnsafe{Range{0x00, 0x1f}, Range{0x7f, 0x9f}, Range{0xad, 0xad},
    Range{0x61c, 0x61c}, Range{0x200b, 0x200f}, Range{0x2028, 0x202e}, Range{0x2060, 0x206f},
    Range{0xfeff, 0xfeff}, Range{0xfff9, 0xfffb}, Range{0xe0000, 0xe007f}};
constexpr std::array kCombining{Range{0x300, 0x36f}, Range{0x1ab0, 0x1aff}, Range{0x1dc0, 0x1dff},
    Range{0x20d0, 0x20ff}, Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f}};
/// East Asian wide and full-width forms, and emoji.
constexpr std::array kWide{Range{0x1100, 0x115f}, Range{0x2e80, 0x303e}, Range{0x3041, 0xa4cf},
    Range{0xac00, 0xd7a3}, Range{0xf900, 0xfaff}, Range{0xfe30, 0xfe6f}, Range{0xff00, 0xff60},
    Range{0xffe0, 0xffe6}, Range{0x1f300, 0x1f64f}, Range{0x1f900, 0x1f9ff},
    Range{0x20000, 0x3fffd}};

bool in(uint32_t point, std::span<const Range> ranges) noexcept
{
    for (const auto& range : ranges)
    {
        if (point >= range.first && point <= range.last)
            return true;
    }
    return false;
}

struct Decoded
{
    uint32_t point = 0;
    size_t length = 1;
    bool valid = false;
};

size_t sequence_length(uint8_t lead) noexcept
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead < 0xe0)
        return 2;
    if (lead >= 0xe0 && lead < 0xf0)
        return 3;
    if (lead >= 0xf0 && lead < 0xf5)
        return 4;
    return 0;
}

/// The first code point of a nonempty `text`; not valid when its first byte starts none.
Decoded decode_utf8(std::string_view text) noexcept
{
    const auto lead = static_cast<uint8_t>(text[0]);
    const size_t length = sequence_length(lead);
    if (length == 0 || length > text.size())
        return {.point = lead};
    constexpr std::array<uint32_t, 5> kLeadMask{0, 0x7f, 0x1f, 0x0f, 0x07};
    constexpr std::array<uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
    uint32_t point = lead & kLeadMask[length];
    for (size_t i = 1; i < length; ++i)
    {
        const auto byte = static_cast<uint8_t>(text[i]);
        if ((byte & 0xc0U) != 0x80)
            return {.point = lead};
        point = (point << 6U) | (byte & 0x3fU);
    }
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (point < kSmallest[length] || point > 0x10ffff || surrogate)
        return {.point = lead};
    return {.point = point, .length = length, .valid = true};
}

std::string escaped(const Decoded& one)
{
    std::array<char, 16> out{};
    const char* const format = one.valid && one.point > 0x7f ? "\\u%04x" : "\\x%02x";
    const int length = std::snprintf(out.data(), out.size(), format, one.point);
    return {out.data(), static_cast<size_t>(length)};
}

std::string_view code_of(Style style) noexcept
{
    switch (style)
    {
        case Style::plain:
            break;
        case Style::heading:
            return "\x1b[1m";
        case Style::dim:
            return "\x1b[2m";
        case Style::good:
            return "\x1b[1;32m";
        case Style::bad:
            return "\x1b[1;31m";
        case Style::waiting:
            return "\x1b[1;33m";
        case Style::trouble:
            return "\x1b[1;35m";
    }
    return {};
}
}  // namespace

std::string printable(std::string_view text, size_t max_shown)
{
    std::string out;
    for (size_t shown = 0; !text.empty(); ++shown)
    {
        if (shown == max_shown)
            return out + "…";
        const auto one = decode_utf8(text);
        if (one.valid && !in(one.point, kUnsafe))
            out += text.substr(0, one.length);
        else
            out += escaped(one);
        text.remove_prefix(one.length);
    }
    return out;
}

size_t display_width(std::string_view text) noexcept
{
    size_t width = 0;
    while (!text.empty())
    {
        const auto one = decode_utf8(text);
        if (!in(one.point, kCombining))
            width += in(one.point, kWide) ? size_t{2} : size_t{1};
        text.remove_prefix(one.length);
    }
    return width;
}

std::string clipped(std::string_view text, size_t width)
{
    if (display_width(text) <= width)
        return std::string{text};
    std::string out;
    size_t left = width;
    while (!text.empty() && left > 1)
    {
        const auto length = decode_utf8(text).length;
        const auto taken = display_width(text.substr(0, length));
        if (taken >= left)
            break;
        out += text.substr(0, length);
        left -= taken;
        text.remove_prefix(length);
    }
    return width == 0 ? out : out + "…";
}

std::string styled(std::string_view text, Style style, bool colour)
{
    const auto code = code_of(style);
    if (!colour || code.empty() || text.empty())
        return std::string{text};
    return std::string{code} + std::string{text} + "\x1b[0m";
}
}  // namespace interlock::client::cli
