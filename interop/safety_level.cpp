#include "interop/safety_level.hpp"

#include <algorithm>

namespace interlock
{
std::string_view to_string(SafetyLevel level) noexcept
{
    switch (level)
    {
        case SafetyLevel::unsafe:
            return "unsafe";
        case SafetyLevel::cross_unsafe:
            return "cross-unsafe";
        case SafetyLevel::local_safe:
            return "local-safe";
        case SafetyLevel::safe:
            return "safe";
        case SafetyLevel::finalized:
            return "finalized";
    }
    return "unknown";
}

std::optional<SafetyLevel> safety_level_from_text(std::string_view text) noexcept
{
    const auto found = std::find_if(kSafetyLevels.begin(), kSafetyLevels.end(),
        [=](SafetyLevel level) { return to_string(level) == text; });
    if (found == kSafetyLevels.end())
        return std::nullopt;
    return *found;
}
}  // namespace interlock
