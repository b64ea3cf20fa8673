// `interlock status`: whether the service is ready, and how far each chain is.
#include "client/cli/status_report.hpp"

namespace interlock::client::cli
{
Result<Output> run_status(const Context& context)
{
    const auto status = context.client.status();
    if (!status)
        return tl::unexpected{status.error()};
    const StatusReport report{.status = *status, .heads = context.client.heads()};
    return Output{.code = status->ready ? ExitCode::ok : ExitCode::cannot_tell,
        .body = context.json ? json_line(status_json(report)) : status_text(report, context)};
}
}  // namespace interlock::client::cli
