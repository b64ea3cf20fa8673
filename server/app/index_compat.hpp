// Whether a configuration fits an index that was begun under another one. Pure.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "server/config/chain_set.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
/// The first block of a chain that the index has.
struct IndexStart
{
    uint64_t number = 0;
    uint64_t timestamp_s = 0;
    /// The time since which the index is whole, when that was recorded. Otherwise it is concluded
    /// from `timestamp_s` and the block time.
    std::optional<uint64_t> covered_since_s;
    /// Where the index began, when blocks have been pruned since.
    std::optional<uint64_t> begun_at;
};

struct IndexedChain
{
    storage::ChainRecord record;
    std::optional<IndexStart> start;      // Absent while nothing is indexed.
    std::optional<uint64_t> finalized_s;  // The time of its finalized block.
};

/// What an existing index was built for. An index without chains fits everything.
struct IndexState
{
    std::vector<IndexedChain> chains;
    uint64_t expiry_window_s = kMaxExpiryWindowS;
};

/// The time of the earliest finalized block that the index has of a chain of the set: from there on
/// its blocks are still to be judged. nullopt while there is none.
[[nodiscard]] std::optional<uint64_t> earliest_anchor_s(
    const IndexState& index, const DependencySet& set);

/// Changes that the index takes over, each a sentence for the log. Empty when nothing changed.
using TakeoverNotes = std::vector<std::string>;

/// The time since which a chain's logs must be indexed: what a block after the anchor may execute.
/// nullopt when messaging never becomes active there: then nothing is needed.
[[nodiscard]] std::optional<uint64_t> needed_since_s(
    const ChainConfig& chain, uint64_t anchor_s, uint64_t expiry_window_s) noexcept;

/// Refuses when a chain's index begins too late for the new configuration, and when a chain's block
/// time changed. Each refusal says what is needed and what can be done.
[[nodiscard]] tl::expected<TakeoverNotes, ConfigProblems> check_takeover(
    const IndexState& index, const ChainSet& wanted);
}  // namespace interlock::server
