// The live view of `interlock watch`, until the user quits.
#pragma once

#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
/// `chains` are all of the service, `only` those to show: empty means all.
[[nodiscard]] Result<Output> watch_live(
    const Context& context, const WatchArgs& args, Chains chains, std::vector<ChainId> only);
}  // namespace interlock::client::cli
