// How far and how fast chains catch up. Pure: time is an argument.
#pragma once

#include <chrono>
#include <deque>
#include <map>

#include "client/answers.hpp"
#include "client/cli/json_forms.hpp"
#include "client/cli/render.hpp"

namespace interlock::client::cli
{
/// One chain at one moment.
struct SyncProgress
{
    ChainId chain;
    std::string name;
    pb::ChainState state = pb::CHAIN_STATE_UNSPECIFIED;
    bool done = false;              // Caught up, and answering.
    std::optional<uint64_t> first;  // Of the index; absent until it has begun, as the next.
    std::optional<uint64_t> newest;
    std::optional<uint64_t> target;        // The node's newest block.
    std::optional<double> blocks_per_s;    // Absent until there is something to compare.
    std::optional<uint64_t> seconds_left;  // Absent while nothing moves.
    std::string trouble;
};

/// Takes the status again and again, and tells the pace of the last ten seconds. For one thread.
class SyncMeter
{
public:
    using Time = std::chrono::steady_clock::time_point;

    [[nodiscard]] std::vector<SyncProgress> measure(const Status& status, Time now);

private:
    struct Sample
    {
        Time at;
        uint64_t newest = 0;
    };
    std::map<ChainId, std::deque<Sample>> samples_;
};

/// A line a chain, those that are not done first; at most so many lines.
[[nodiscard]] std::string sync_text(
    const std::vector<SyncProgress>& chains, size_t max_lines, bool colour);
[[nodiscard]] Json sync_json(const std::vector<SyncProgress>& chains);
}  // namespace interlock::client::cli
