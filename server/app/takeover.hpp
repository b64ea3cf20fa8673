// Bringing an index and the configuration together at start.
#pragma once

#include "server/app/index_compat.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
/// What the index was built for, as check_takeover wants it.
[[nodiscard]] storage::Result<IndexState> read_index_state(const storage::View& view);

/// Records the configuration in the index: its chains are followed, all others no longer.
[[nodiscard]] storage::Result<void> record_configuration(
    storage::Writer& writer, const DependencySet& set);
}  // namespace interlock::server
