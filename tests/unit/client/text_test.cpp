#include "client/cli/text.hpp"

#include <gtest/gtest.h>

namespace interlock::client::cli
{
TEST(text, what_could_steer_a_terminal_is_escaped)
{
    struct Case
    {
        const char* name;
        std::string_view text;
        std::string_view want;
    };
    static constexpr Case kCases[]{
        {"plain", "op-a: ok", "op-a: ok"},
        {"unicode", "chaîne 鎖 ✓", "chaîne 鎖 ✓"},
        {"escape sequence", "\x1b[2Jgone", "\\x1b[2Jgone"},
        {"line ends", "a\r\nb", "a\\x0d\\x0ab"},
        {"nul", std::string_view{"a\0b", 3}, "a\\x00b"},
        {"delete", "\x7f", "\\x7f"},
        {"C1 control", "\xc2\x9b", "\\u009b"},
        {"right-to-left override", "\xe2\x80\xae", "\\u202e"},
        {"zero-width space", "\xe2\x80\x8b", "\\u200b"},
        {"lone continuation", "\x80", "\\x80"},
        {"overlong slash", "\xc0\xaf", "\\xc0\\xaf"},
        {"overlong in three bytes", "\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
        {"surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
        {"beyond unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
        {"cut sequence", "\xe2\x82", "\\xe2\\x82"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(printable(c.text), c.want);
    }
}

TEST(text, long_text_is_cut_between_code_points)
{
    EXPECT_EQ(printable("ééé", 3), "ééé");
    EXPECT_EQ(printable("éééé", 3), "ééé…");
    EXPECT_EQ(printable(std::string(1'000'000, 'x')).size(), kMaxShown + std::string{"…"}.size());
}

TEST(text, width_counts_columns_and_not_bytes)
{
    EXPECT_EQ(display_width(""), 0U);
    EXPECT_EQ(display_width("abc"), 3U);
    EXPECT_EQ(display_width("…é"), 2U);
    EXPECT_EQ(display_width("鎖"), 2U);
    EXPECT_EQ(display_width("e\xcc\x81"), 1U);  // A letter and its combining accent.
}

TEST(text, style_needs_colour)
{
    EXPECT_EQ(styled("x", Style::good, false), "x");
    EXPECT_EQ(styled("x", Style::plain, true), "x");
    EXPECT_EQ(styled("x", Style::good, true), "\x1b[1;32mx\x1b[0m");
}
}  // namespace interlock::client::cli
