// `interlock superroot`: the commitment of all chains to their state at a time.
#include "client/cli/commands.hpp"
#include "client/cli/super_root_report.hpp"

namespace interlock::client::cli
{
Result<Output> run_super_root(const Context& context, const SuperRootArgs& args)
{
    const auto found = context.client.super_root(args.timestamp_s);
    if (!found)
        return tl::unexpected{found.error()};
    const auto code = found->data ? ExitCode::ok : ExitCode::not_yet;
    if (context.json)
        return Output{.code = code, .body = json_line(super_root_json(*found))};
    return context.client.chains().map([&](const Chains& chains)
        { return Output{.code = code, .body = super_root_text(*found, context.view(chains))}; });
}
}  // namespace interlock::client::cli
