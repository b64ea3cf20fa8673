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
};

struct IndexedChain
{
    storage::ChainRecord record;
    std::optional<IndexStart> start;  // Absent while nothing is indexed.
};

/// What an existing index was built for. An index without chains fits everything.
struct IndexState
{
    std::vector<IndexedChain> chains;
    uint64_t expiry_window_s = kMaxExpiryWindowS;
    /// The earliest anchor time of all chains, those about to be added included; absent while no
    /// chain has an anchor.
    std::optional<uint64_t> anchor_s;
};

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
