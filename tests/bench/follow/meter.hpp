// What the service and its nodes use meanwhile.
#pragma once

#include "tests/bench/follow/nodes.hpp"

namespace interlock::bench
{
/// What was used since it was made.
class Meter
{
public:
    Meter(const Nodes& nodes, size_t chains);

    [[nodiscard]] double time_s() const;
    [[nodiscard]] double service_cpu_s() const;
    [[nodiscard]] double nodes_cpu_s() const;
    /// Of the nodes' replies.
    [[nodiscard]] double megabytes() const;

private:
    [[nodiscard]] uint64_t bytes_so_far() const;

    const Nodes& nodes_;
    const size_t chains_;
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    const double cpu_s_;
    const std::chrono::nanoseconds nodes_cpu_;
    const uint64_t bytes_;
};
}  // namespace interlock::bench
