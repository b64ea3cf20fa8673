// How far a block has come on its way from "seen" to "cannot change any more".
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace interlock
{
/// Ordered along two paths: unsafe < cross_unsafe and unsafe < local_safe < safe < finalized.
/// `unsafe` is the chain's own (local-unsafe) view; `safe` is cross-safe.
/// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/verifier.md#safety
enum class SafetyLevel
{
    unsafe,
    cross_unsafe,
    local_safe,
    safe,
    finalized,
};

inline constexpr std::array kSafetyLevels{SafetyLevel::unsafe, SafetyLevel::cross_unsafe,
    SafetyLevel::local_safe, SafetyLevel::safe, SafetyLevel::finalized};

/// "unsafe", "cross-unsafe", "local-safe", "safe" or "finalized".
[[nodiscard]] std::string_view to_string(SafetyLevel level) noexcept;
[[nodiscard]] std::optional<SafetyLevel> safety_level_from_text(std::string_view text) noexcept;

/// Which blocks of all chains promotion looks at: their newest ones, or those that are local-safe.
/// The same rules raise the head of either.
enum class CrossView
{
    unsafe,
    safe,
};

inline constexpr std::array kCrossViews{CrossView::unsafe, CrossView::safe};

/// The level that ends the view: its blocks have that or a higher one.
[[nodiscard]] constexpr SafetyLevel local_level(CrossView view) noexcept
{
    return view == CrossView::unsafe ? SafetyLevel::unsafe : SafetyLevel::local_safe;
}

/// The level that promotion gives in the view.
[[nodiscard]] constexpr SafetyLevel cross_level(CrossView view) noexcept
{
    return view == CrossView::unsafe ? SafetyLevel::cross_unsafe : SafetyLevel::safe;
}
}  // namespace interlock
