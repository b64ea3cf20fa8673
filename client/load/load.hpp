// Asks a door at a rate, or as fast as it answers, and measures.
#pragma once

#include <chrono>
#include <map>
#include <stop_token>
#include <vector>

#include "client/load/door.hpp"

namespace interlock::client
{
struct LoadOptions
{
    size_t questions = 1;  // How many there are: they are asked in turn.
    size_t in_flight = 32;
    double rate = 0;  // Requests a second; 0: a new one as soon as another is answered.
    std::chrono::milliseconds time{10'000};
};

struct LoadResult
{
    double seconds = 0;
    std::map<Outcome, uint64_t> outcomes;
    /// Of each answer, from when it was to be asked: one that had to wait until others were
    /// answered has waited. In order.
    std::vector<float> latencies_ms;
    uint64_t not_asked = 0;  // At a rate: what came to no request until the end.

    [[nodiscard]] uint64_t answered() const { return latencies_ms.size(); }
    /// Zero when nothing was answered.
    [[nodiscard]] double percentile_ms(double part) const;
};

/// Returns when the time is up or a stop is requested, and what was asked has been answered.
[[nodiscard]] LoadResult run_load(
    Door& door, const LoadOptions& options, const std::stop_token& stop);
}  // namespace interlock::client
