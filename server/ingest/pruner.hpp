// Keeps the index from growing for ever: has removed, in small steps, what can never be needed.
#pragma once

#include <chrono>

#include "server/ingest/retention.hpp"
#include "server/ingest/writer_thread.hpp"

namespace interlock::server
{
/// Each step() looks once at every chain and has the writer remove a little of those that have
/// something to remove. For one thread at a time.
class Pruner
{
public:
    struct Options
    {
        uint64_t retention_s = 0;
        PruneBounds bounds;
        /// Between two looks; most of them remove what has come of age since.
        std::chrono::milliseconds interval{60'000};
        /// Between two steps while there is more, so that blocks and readers have their turn.
        std::chrono::milliseconds pause{20};
    };
    struct Services
    {
        storage::ViewSource& views;
        EventSink& sink;
    };

    /// The set outlives the pruner.
    Pruner(const DependencySet& set, Options options, Services services)
      : set_{set}, options_{options}, services_{services}
    {
    }

    /// Does one round and returns how long to wait before the next.
    [[nodiscard]] std::chrono::milliseconds step();

private:
    /// Whether anything was removed.
    [[nodiscard]] storage::Result<bool> prune();
    /// The chains that have something to remove.
    [[nodiscard]] storage::Result<std::vector<ChainId>> find_chains() const;

    const DependencySet& set_;
    const Options options_;
    Services services_;
    std::string trouble_;  // Of the last round.
};
}  // namespace interlock::server
