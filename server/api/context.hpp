// What every door needs to answer.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "server/failsafe/failsafes.hpp"
#include "server/ingest/commit_signal.hpp"
#include "server/ingest/status_board.hpp"
#include "server/metrics/check_counts.hpp"
#include "server/query/judge.hpp"
#include "storage/disk_use.hpp"

namespace interlock::server
{
/// The references outlive the doors.
struct ApiContext
{
    const DependencySet& set;
    const std::map<ChainId, std::string>& names;  // Chains that the operator named.
    storage::ViewSource& views;
    const Judge& judge;
    const StatusBoard& board;
    const Failsafes& failsafes;
    CommitSignal& commits;
    CheckCounts& checks;
    uint64_t started_at_s = 0;
    std::string version;
    /// Of the index, as of now. Unset: not told.
    std::function<storage::DiskUse()> disk = {};
    bool serves_metrics = false;
    bool serves_admin = false;

    [[nodiscard]] Circumstances circumstances() const
    {
        return {.not_ready = board.not_ready(), .failsafes = failsafes.active()};
    }

    [[nodiscard]] std::string name_of(const ChainId& chain) const
    {
        const auto found = names.find(chain);
        return found == names.end() ? std::string{} : found->second;
    }
};
}  // namespace interlock::server
