// Text from outside, made fit for a terminal. Pure.
#pragma once

#include <string>
#include <string_view>

namespace interlock::client::cli
{
/// Longest text from the service that is shown, in code points.
inline constexpr size_t kMaxShown = 300;

/// `text` with everything that could steer a terminal or mislead its reader escaped ("\x1b",
/// "\u202e"): control characters, invalid UTF-8, direction marks, line ends. Cut with "…" after
/// `max_shown` code points.
[[nodiscard]] std::string printable(std::string_view text, size_t max_shown = kMaxShown);

/// How many columns of a terminal UTF-8 `text` takes.
[[nodiscard]] size_t display_width(std::string_view text) noexcept;

/// As much of printable `text` as fits `width` columns; what is cut ends with "…".
[[nodiscard]] std::string clipped(std::string_view text, size_t width);

enum class Style
{
    plain,
    heading,
    dim,
    good,
    bad,
    waiting,
    trouble,
};

/// `text` in the style's colour, or as it is.
[[nodiscard]] std::string styled(std::string_view text, Style style, bool colour);
}  // namespace interlock::client::cli
