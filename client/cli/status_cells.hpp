// What several commands show of a chain's status. Pure.
#pragma once

#include "client/answers.hpp"
#include "client/cli/table.hpp"

namespace interlock::client::cli
{
/// Blocks that the node has and the index has not; none when the index is ahead for a moment.
[[nodiscard]] std::optional<uint64_t> lag_blocks(const ChainStatus& chain) noexcept;

/// An enumerator's name as people write it: "catching up".
[[nodiscard]] std::string in_words(std::string name);

/// The chain's state in its colour.
[[nodiscard]] Cell state_cell(const ChainStatus& chain);

/// Zero when the chain is not among them.
[[nodiscard]] uint64_t block_time_s(const ChainId& id, const Chains& chains) noexcept;
}  // namespace interlock::client::cli
