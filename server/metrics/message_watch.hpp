// Steps the ledger of messages over the newest index, for those who read its counts.
#pragma once

#include <chrono>
#include <mutex>

#include "server/ingest/status_board.hpp"
#include "server/metrics/message_ledger.hpp"

namespace interlock::server
{
/// step() for one thread at a time; counts() for any.
class MessageWatch
{
public:
    /// All of it outlives the watch.
    struct Services
    {
        storage::ViewSource& views;
        const StatusBoard& board;
        const DependencySet& set;
        const Judge& judge;
    };
    explicit MessageWatch(const Services& services)
      : services_{services}, ledger_{services.set, services.judge}, counts_{ledger_.counts()}
    {
    }

    /// Returns how long to wait before the next step.
    [[nodiscard]] std::chrono::milliseconds step();
    [[nodiscard]] MessageCounts counts() const;

private:
    const Services services_;
    MessageLedger ledger_;
    mutable std::mutex mutex_;
    MessageCounts counts_;  // Guarded by mutex_.
};
}  // namespace interlock::server
