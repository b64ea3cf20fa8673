// `interlock doctor`: what is wrong with a service, and how to mend it.
#include "client/cli/commands.hpp"
#include "client/cli/diagnosis.hpp"
#include "client/cli/status_report.hpp"

namespace interlock::client::cli
{
namespace
{
using console::Finding;
using console::Severity;

Style style_of(Severity severity)
{
    switch (severity)
    {
        case Severity::ok:
            return Style::good;
        case Severity::warn:
            return Style::waiting;
        case Severity::fail:
            break;
    }
    return Style::bad;
}

Output report(const std::vector<Finding>& findings, ExitCode unwell, const Context& context)
{
    const auto paint = [&](std::string_view name, Severity severity)
    { return styled(name, style_of(severity), context.colour); };
    return {.code = worst_of(findings) == Severity::ok ? ExitCode::ok : unwell,
        .body = context.json ? json_line(findings_json(findings)) : findings_text(findings, paint)};
}
}  // namespace

Result<Output> run_doctor(const Context& context)
{
    auto status = context.client.status();
    if (!status)
    {
        return report({diagnose_silence(context.server, status.error())},
            exit_code(status.error().kind), context);
    }
    // The first call has made the connection; this one is timed.
    const auto asked = std::chrono::steady_clock::now();
    auto chains = context.client.chains().value_or(chains_of(*status));
    const auto round_trip = std::chrono::steady_clock::now() - asked;
    return report(
        diagnose({.server = context.server,
            .is_encrypted = context.tls.has_value(),
            .client_version = INTERLOCK_VERSION,
            .now_s = context.now_s,
            .round_trip = std::chrono::duration_cast<std::chrono::milliseconds>(round_trip),
            .status = *std::move(status),
            .heads = context.client.heads().value_or(Heads{}),
            .chains = std::move(chains)}),
        ExitCode::unwell, context);
}
}  // namespace interlock::client::cli
