// Tells the failsafes what the service sees: divergences, invalid safe blocks, disagreeing nodes.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "server/failsafe/failsafes.hpp"
#include "server/ingest/status_board.hpp"

namespace interlock::server
{
/// Thread-safe.
class FailsafeFeed
{
public:
    /// The references outlive this. `now_s` is in unix seconds.
    FailsafeFeed(const DependencySet& set, Failsafes& failsafes, const StatusBoard& board,
        std::function<uint64_t()> now_s);

    /// At start, before anything is judged: what the index shows of divergences and invalid blocks.
    [[nodiscard]] storage::Result<void> begin(const storage::View& view);
    /// After each step of the engine.
    void tell(const SafetyNews& news);
    /// When nodes of a chain have begun or ceased to disagree.
    void look_at_nodes();

private:
    /// A local-safe block that is invalid and not replaced.
    struct InvalidBlock
    {
        Hash32 hash;
        FailsafeSighting sighting;
    };
    // Called with mutex_ held.
    void note(const storage::VerdictChange& change);
    void tell_divergences(const std::vector<Divergence>& divergences);
    void tell_invalid();
    /// The chain, with the one that its message is from where that is one of the set.
    [[nodiscard]] FailsafeScope scope_of(const ChainId& chain, const ExecutingLog& log) const;

    const DependencySet& set_;
    Failsafes& failsafes_;
    const StatusBoard& board_;
    const std::function<uint64_t()> now_s_;
    std::mutex mutex_;
    std::map<ChainId, InvalidBlock> invalid_;  // Guarded by mutex_.
};
}  // namespace interlock::server
