// Finding what somebody probably meant. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace interlock::server
{
/// The candidate with the fewest edits (insertion, deletion, replacement, exchange of neighbours;
/// case is ignored), or nullopt when none is near enough to be a help.
[[nodiscard]] std::optional<std::string> nearest(
    std::string_view word, std::span<const std::string> candidates);
}  // namespace interlock::server
