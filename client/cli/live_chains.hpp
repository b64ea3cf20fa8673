// The table of chains in the live view. Pure.
#pragma once

#include "client/cli/live_screen.hpp"

namespace interlock::client::cli
{
/// Those that were asked for, by ascending id. They point into the state.
[[nodiscard]] std::vector<const ChainStatus*> shown_chains(const LiveState& state);

/// A heading, and a line for each of `chains`. Columns that do not fit are left out, the least
/// important first.
[[nodiscard]] std::vector<std::string> chain_lines(
    const LiveState& state, const std::vector<const ChainStatus*>& chains, const LiveView& view);
}  // namespace interlock::client::cli
