// `interlock status`: whether the service is ready, and how far each chain is.
#include "client/cli/status_report.hpp"

namespace interlock::client::cli
{
Chains chains_of(const Status& status)
{
    Chains out;
    for (const auto& chain : status.chains)
        out.chains.push_back({.config = {.id = chain.chain_id}, .name = chain.name});
    return out;
}

Result<Output> run_status(const Context& context)
{
    const auto status = context.client.status();
    if (!status)
        return tl::unexpected{status.error()};
    const StatusReport report{.status = *status,
        .heads = context.client.heads(),
        .chains = context.client.chains().value_or(chains_of(*status))};
    return Output{.code = status->ready ? ExitCode::ok : ExitCode::cannot_tell,
        .body = context.json ? json_line(status_json(report)) : status_text(report, context)};
}
}  // namespace interlock::client::cli
