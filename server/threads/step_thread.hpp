// Drives something that works in rounds until it is stopped.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace interlock::server
{
/// Calls `step` on a thread of its own, waiting between rounds as long as each returns. Starts with
/// construction; the destructor stops it and waits for the round under way.
class StepThread
{
public:
    using Step = std::function<std::chrono::milliseconds()>;

    explicit StepThread(Step step);

    /// Asks it to stop, without waiting. Any thread.
    void request_stop() { thread_.request_stop(); }
    /// Ends the wait between two rounds, or the next one when a round is under way. Any thread.
    void wake();

private:
    void run(const std::stop_token& stop, const Step& step);

    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool woken_ = false;   // Guarded by mutex_.
    std::jthread thread_;  // Last, since it uses the others.
};
}  // namespace interlock::server
