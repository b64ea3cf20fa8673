// What an examination found, as both programs report it. Pure.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interlock::console
{
enum class Severity
{
    ok,
    warn,  // Works, but not as it should, or not for long.
    fail,  // Does not work.
};

/// One thing that was looked at. All text must be printable already.
struct Finding
{
    Severity severity = Severity::ok;
    std::string subject;  // "op-a (901)", "disk"
    std::string what;     // What was seen.
    std::string mend;     // What to do. With `ok`: what would be better still, or empty.

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// "ok", "warn" or "fail".
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;

/// The worst of all; ok when there are none.
[[nodiscard]] Severity worst_of(std::span<const Finding> findings) noexcept;

/// How a severity's name is coloured.
using Paint = std::function<std::string(std::string_view, Severity)>;

/// A line for each finding, what mends it below, and a last line that counts them. Unset `paint`:
/// without colour.
[[nodiscard]] std::string findings_text(std::span<const Finding> findings, const Paint& paint = {});

/// {worst, findings: [{severity, subject, what, mend}]}; `mend` is null when there is none.
[[nodiscard]] nlohmann::ordered_json findings_json(std::span<const Finding> findings);
}  // namespace interlock::console
