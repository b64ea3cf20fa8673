// Drives a fetcher until it is stopped.
#pragma once

#include <thread>

#include "server/ingest/fetcher.hpp"

namespace interlock::server
{
/// Starts with construction; the destructor stops it and waits for the round under way.
class FetcherThread
{
public:
    explicit FetcherThread(std::unique_ptr<Fetcher> fetcher);

    /// Asks it to stop, without waiting.
    void request_stop() { thread_.request_stop(); }

private:
    std::unique_ptr<Fetcher> fetcher_;
    std::jthread thread_;
};
}  // namespace interlock::server
