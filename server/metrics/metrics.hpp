// What the service counts, for Prometheus: http://HOST:PORT/metrics.
#pragma once

#include <memory>
#include <string>

#include "server/metrics/following_metrics.hpp"
#include "server/safety/engine.hpp"

namespace interlock::server
{
/// Thread-safe. Every series is there, at zero, from the start.
class Metrics
{
public:
    /// Serves at `address` (host:port); fails when it cannot be listened at. `at_start` is told of
    /// how chains are followed until `read_with`.
    [[nodiscard]] static tl::expected<std::unique_ptr<Metrics>, std::string> serve(
        const std::string& address, const DependencySet& set, FollowingReading at_start);
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// The port listened at, also when the address asked for any (port 0).
    [[nodiscard]] int port() const noexcept;
    void count(const SafetyNews& news);
    /// Where what is told of following comes from; see FollowingMetrics.
    void read_with(FollowingMetrics::Read read);

private:
    struct State;
    explicit Metrics(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};
}  // namespace interlock::server
