// The parts of `interlock status` about blocks that do not get further. Pure.
#pragma once

#include "client/cli/render.hpp"

namespace interlock::client::cli
{
/// Whether it is more than what passes with the next blocks.
[[nodiscard]] bool is_worth_a_line(const PendingBlock& pending, const View& view);
/// A line for each head that stands before an invalid block, or has waited for longer than a chain
/// needs in passing. Empty when there is none.
[[nodiscard]] std::string waits_text(const Status& status, const View& view);

/// For each chain whose node disagrees with us: what is claimed, and what is wrong with it. Empty
/// when all agree.
[[nodiscard]] std::string divergences_text(const Status& status, const View& view);
}  // namespace interlock::client::cli
