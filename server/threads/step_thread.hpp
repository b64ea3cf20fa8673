// Drives something that works in rounds until it is stopped.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace interlock::server
{
/// Calls `step` on a thread of its own, waiting between rounds as long as each returns. Starts with
/// construction; the destructor stops it and waits for the round under way.
class StepThread
{
public:
    explicit StepThread(std::function<std::chrono::milliseconds()> step);

    /// Asks it to stop, without waiting.
    void request_stop() { thread_.request_stop(); }

private:
    std::jthread thread_;
};
}  // namespace interlock::server
