// One executing message of a block, by its place.
#pragma once

#include "storage/store.hpp"

namespace interlock::server
{
/// nullopt when that log of the block executes nothing.
[[nodiscard]] storage::Result<std::optional<ExecutingLog>> find_executing_log(
    const storage::View& view, const ChainId& chain, uint64_t number, uint32_t log_index);
}  // namespace interlock::server
