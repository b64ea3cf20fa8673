// What the service tells Prometheus: http://HOST:PORT/metrics.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "server/metrics/reading.hpp"

namespace interlock::server
{
/// Serves from serve() to destruction, which waits for a scrape that is under way. Thread-safe.
class Metrics
{
public:
    /// Called for each scrape, by one thread at a time.
    using Read = std::function<Reading()>;

    /// Serves at `address` (host:port); fails when it cannot be listened at.
    [[nodiscard]] static tl::expected<std::unique_ptr<Metrics>, std::string> serve(
        const std::string& address, Read read);
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// The port listened at, also when the address asked for any (port 0).
    [[nodiscard]] int port() const noexcept;

private:
    struct State;
    explicit Metrics(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};
}  // namespace interlock::server
