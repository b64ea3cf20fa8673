// Applies what the fetchers bring to the index, one committed step an event: the event, then
// whatever the safety engine makes of it. Deterministic: the same events at the same times give the
// same index.
#pragma once

#include "server/ingest/index_event.hpp"
#include "server/safety/engine.hpp"

namespace interlock::server
{
/// The key of the setting that remembers a chain's BeginIndex::covered_since_s, in decimal.
[[nodiscard]] std::string covered_since_key(const ChainId& chain);
/// The key of the setting that remembers a chain's first block, in decimal, once that was pruned.
[[nodiscard]] std::string begun_at_key(const ChainId& chain);

/// For one thread at a time.
class Indexer
{
public:
    /// Both outlive the indexer.
    Indexer(storage::Writer& writer, const DependencySet& set)
      : writer_{writer}, set_{set}, engine_{set}
    {
    }

    /// Commits the event as one step; on an error the index is as before.
    [[nodiscard]] storage::Result<SafetyNews> apply(const IndexEvent& event, uint64_t now_s);
    /// Commits what the engine makes of the index as it is: at start, under rules that may have
    /// changed.
    [[nodiscard]] storage::Result<SafetyNews> settle(uint64_t now_s);

private:
    template <typename Change>
    [[nodiscard]] storage::Result<SafetyNews> in_a_step(Change change);

    storage::Writer& writer_;
    const DependencySet& set_;
    SafetyEngine engine_;
};
}  // namespace interlock::server
