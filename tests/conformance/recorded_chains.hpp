// Whole chains as they were recorded, and branches that replace the end of one.
#pragma once

#include <map>

#include "tests/conformance/format.hpp"
#include "tests/conformance/recorded_block.hpp"

namespace interlock::conformance
{
/// The blocks of one chain by number, without a gap.
using RecordedChain = std::map<uint64_t, RecordedBlock>;
using RecordedChains = std::map<ChainId, RecordedChain>;

/// {chains: {id: [{block, receipts}]}}, or nullopt, with failures in `c`.
[[nodiscard]] std::optional<RecordedChains> read_chains(Case& c, const Json& json);

/// nullptr when there is no such block.
[[nodiscard]] const RecordedBlock* find_block(
    const RecordedChains& chains, const ChainId& chain_id, uint64_t number);

struct RecordedBranch
{
    ChainId chain_id;
    uint64_t replaces_from = 0;
    RecordedChain blocks;
};

/// {chain, replacesFrom, blocks: [{block, receipts}]}
[[nodiscard]] std::optional<RecordedBranch> read_branch(Case& c, const Json& json);

/// Whether the branch grows on a block of `chains`.
[[nodiscard]] bool attaches(const RecordedBranch& branch, const RecordedChains& chains);

/// `chains` with the end of one replaced. Precondition: attaches(branch, chains).
[[nodiscard]] RecordedChains with_branch(RecordedChains chains, const RecordedBranch& branch);
}  // namespace interlock::conformance
