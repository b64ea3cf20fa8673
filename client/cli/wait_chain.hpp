// Blocks that wait for each other, down to what is to blame. Pure.
#pragma once

#include <span>

#include "client/cli/render.hpp"

namespace interlock::client::cli
{
/// An indented list: each block below the one that waits for it, the root marked, a loop told.
/// Empty when the first block waits for no other.
[[nodiscard]] std::string wait_chain_text(std::span<const PendingBlock> steps, const View& view);
}  // namespace interlock::client::cli
