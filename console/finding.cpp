#include "console/finding.hpp"

#include <algorithm>

namespace interlock::console
{
namespace
{
/// As wide as "ok", "warn" and "fail", and the blanks behind them.
constexpr size_t kSeverityWidth = 6;

std::string blanks_after(std::string_view text, size_t width)
{
    return std::string(width - std::min(width, text.size()), ' ');
}

std::string counted(size_t count, std::string_view what)
{
    return std::to_string(count) + " " + std::string{what};
}

std::string summary(std::span<const Finding> findings)
{
    const auto count = [&](Severity severity)
    {
        return static_cast<size_t>(std::count_if(findings.begin(), findings.end(),
            [&](const Finding& finding) { return finding.severity == severity; }));
    };
    if (worst_of(findings) == Severity::ok)
        return "all well: " + counted(findings.size(), "checks");
    return counted(count(Severity::fail), "failed, ") +
           counted(count(Severity::warn), "to look at, ") + counted(count(Severity::ok), "well");
}
}  // namespace

std::string_view to_string(Severity severity) noexcept
{
    switch (severity)
    {
        case Severity::ok:
            return "ok";
        case Severity::warn:
            return "warn";
        case Severity::fail:
            break;
    }
    return "fail";
}

Severity worst_of(std::span<const Finding> findings) noexcept
{
    auto worst = Severity::ok;
    for (const auto& finding : findings)
        worst = std::max(worst, finding.severity);
    return worst;
}

std::string findings_text(std::span<const Finding> findings, const Paint& paint)
{
    size_t subjects = 0;
    for (const auto& finding : findings)
        subjects = std::max(subjects, finding.subject.size());
    const std::string indent(kSeverityWidth + subjects + 2, ' ');
    std::string out;
    for (const auto& [severity, subject, what, mend] : findings)
    {
        const auto name = to_string(severity);
        out += (paint ? paint(name, severity) : std::string{name}) +
               blanks_after(name, kSeverityWidth) + subject + blanks_after(subject, subjects + 2) +
               what + "\n";
        if (!mend.empty())
            out += indent + "> " + mend + "\n";
    }
    return out + "\n" + summary(findings) + "\n";
}

nlohmann::ordered_json findings_json(std::span<const Finding> findings)
{
    using Json = nlohmann::ordered_json;
    auto list = Json::array();
    for (const auto& [severity, subject, what, mend] : findings)
        list.push_back({{"severity", to_string(severity)}, {"subject", subject}, {"what", what},
            {"mend", mend.empty() ? Json() : Json(mend)}});
    return {{"worst", to_string(worst_of(findings))}, {"findings", std::move(list)}};
}
}  // namespace interlock::console
