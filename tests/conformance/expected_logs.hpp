// The hash of every log of recorded chains: [{chainId, blockNumber, blockHash, timestamp, logs}].
#pragma once

#include "tests/conformance/recorded_chains.hpp"

namespace interlock::conformance
{
/// Checks one element of the list.
void check_block_logs(Case& c, const Json& json, const RecordedChains& chains);

/// Checks that the list leaves out no block that has logs.
void check_all_blocks_named(Case& c, const Json& list, const RecordedChains& chains);
}  // namespace interlock::conformance
