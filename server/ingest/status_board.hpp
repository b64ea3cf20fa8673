// How each chain is doing, as its fetcher sees it: written by the fetchers, read by every door.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "interop/block.hpp"
#include "server/ingest/node_set.hpp"
#include "server/metrics/histogram.hpp"
#include "server/query/judge.hpp"
#include "server/safety/engine.hpp"

namespace interlock::server
{
enum class ChainState
{
    connecting,   // has not reached its nodes yet
    catching_up,  // indexing what the nodes have had for a while
    following,    // at the nodes' newest block
    troubled,     // its nodes or the index cannot be used at the moment; heals by itself
    halted,       // going on would be wrong
};

[[nodiscard]] std::string_view to_string(ChainState state) noexcept;

/// Announcements of new blocks by a chain's nodes.
struct SubscriptionStatus
{
    std::string endpoint;        // The one in use, without credentials.
    bool listening = false;      // Subscribed.
    bool proven = false;         // Announcements come when blocks do, so that polls are fewer.
    std::string trouble;         // Why the connection ended last; empty since an announcement.
    uint64_t announcements = 0;  // Since start, as the next.
    uint64_t failures = 0;
};

/// Reorgs since start, by how many blocks they took back.
struct ReorgDepths
{
    /// The most blocks of each count.
    static constexpr std::array<uint64_t, 8> kDepths{1, 2, 5, 10, 50, 100, 500, 1'000};

    uint64_t blocks = 0;                                  // That all of them took back.
    std::array<uint64_t, kDepths.size() + 1> by_depth{};  // The last: deeper than any.

    void count(uint64_t depth) noexcept
    {
        blocks += depth;
        ++by_depth[place_of(kDepths, depth)];
    }
};

struct ChainStatus
{
    ChainState state = ChainState::connecting;
    /// Has been at the nodes' newest block at least once since start, and is not halted.
    bool ready = false;
    std::string trouble;        // Empty when nothing is wrong.
    std::string label_trouble;  // Why safe and finalized heads stand still; empty when they do not.
    std::string endpoint;       // The node in use, without credentials.
    std::string disagreement;   // Which node said what, while they do not agree; else empty.
    std::vector<NodeStatus> nodes;  // The execution nodes, in the order of preference.
    std::optional<SubscriptionStatus> subscription;  // Absent when none is configured.
    std::optional<uint64_t> node_head;
    /// The L1 block that its consensus node calls final; nullopt when none has told.
    std::optional<BlockSeal> finalized_l1;
    uint64_t reorgs = 0;
    ReorgDepths reorg_depths;
    uint64_t refused_blocks = 0;
    uint64_t indexed_blocks = 0;  // Since start, as the next.
    uint64_t indexed_logs = 0;
};

/// Thread-safe.
class StatusBoard
{
public:
    explicit StatusBoard(const DependencySet& set);

    /// Called, from any thread, with what all_ready() has become. Set it before fetchers run.
    void on_ready(std::function<void(bool all_ready)> listener) { listener_ = std::move(listener); }
    /// The same, when nodes of a chain begin or end to disagree.
    void on_disagreement(std::function<void()> listener) { disagreement_ = std::move(listener); }

    /// Changes the chain's status under the lock.
    void update(const ChainId& chain, const std::function<void(ChainStatus&)>& change);

    /// From now on the chain's status tells of these nodes, which outlive the board's last reader.
    void watch_nodes(const ChainId& chain, const NodeSet& nodes);

    /// Precondition: the chain is in the dependency set.
    [[nodiscard]] ChainStatus status(const ChainId& chain) const;
    [[nodiscard]] bool all_ready() const;
    [[nodiscard]] NotReadyChains not_ready() const;

    void set_alarms(const SafetyAlarms& alarms);
    [[nodiscard]] SafetyAlarms alarms() const;

private:
    std::function<void(bool)> listener_;
    std::function<void()> disagreement_;
    std::mutex telling_;  // Held while the listener is told, so that the last word is the newest.
    mutable std::mutex mutex_;
    std::map<ChainId, ChainStatus> chains_;    // Guarded by mutex_; its keys never change.
    std::map<ChainId, const NodeSet*> nodes_;  // Guarded by mutex_.
    SafetyAlarms alarms_;                      // Guarded by mutex_.
};
}  // namespace interlock::server
