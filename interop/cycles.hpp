// Cycles among messages that are executed at the time at which they are initiated. Pure.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/messaging.md#intra-block-messages-cycles
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace interlock
{
/// An executing message whose identifier has its own block's timestamp. Number, origin and payload
/// play no part.
struct SameTimeMessage
{
    uint32_t log_index = 0;
    /// The initiating chain's place among the blocks; nullopt when it has none there.
    std::optional<size_t> initiating_block;
    uint32_t initiating_log_index = 0;
};

/// The messages of one chain's block at the time, by ascending log index.
using SameTimeBlock = std::vector<SameTimeMessage>;

/// For each block, by ascending log index, the log indexes of its messages that lie on a cycle.
///
/// Each message depends on the one before it in its block, and on the last one of the initiating
/// chain's block at or before the log that it names, which may be itself. Takes time in proportion
/// to the messages (and the logarithm of a block's), and no stack: strangers write them.
[[nodiscard]] std::vector<std::vector<uint32_t>> find_cycles(
    const std::vector<SameTimeBlock>& blocks);
}  // namespace interlock
