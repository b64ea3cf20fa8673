// Listens to the announcements of a chain's nodes and wakes its fetcher.
#pragma once

#include <functional>
#include <memory>

#include "chain/source.hpp"
#include "server/ingest/backoff.hpp"
#include "server/ingest/status_board.hpp"
#include "server/ingest/wake_up.hpp"

namespace interlock::server
{
/// Each step() connects, or waits for one announcement, so it may last; a thread calls it. One
/// endpoint is listened to at a time, the next one when it breaks. For one thread at a time.
class HeadWatch
{
public:
    struct Services
    {
        WakeUp& wake_up;
        std::function<void()> wake;  // Ends the fetcher's wait.
        StatusBoard& board;
    };

    /// Precondition: at least one source.
    HeadWatch(
        ChainId chain, std::vector<std::unique_ptr<chain::HeadSource>> sources, Services services);

    /// Returns how long to wait before the next.
    [[nodiscard]] std::chrono::milliseconds step();

private:
    [[nodiscard]] std::chrono::milliseconds connect();
    [[nodiscard]] std::chrono::milliseconds listen();
    [[nodiscard]] std::chrono::milliseconds leave(const chain::Error& error);
    [[nodiscard]] chain::HeadSource& source() { return *sources_[place_]; }

    const ChainId chain_;
    const std::string name_;  // "chain 901", for logs
    std::vector<std::unique_ptr<chain::HeadSource>> sources_;
    Services services_;
    size_t place_ = 0;  // Of the source in use.
    bool is_open_ = false;
    size_t failed_ = 0;    // Sources in a row.
    std::string trouble_;  // As logged last; empty since an announcement.
    Backoff backoff_;
};
}  // namespace interlock::server
