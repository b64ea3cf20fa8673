// A few threads for work that would hold up the thread that asks for it.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace interlock::server
{
struct WorkLimits
{
    size_t threads = 2;
    size_t waiting = 64;
};

/// Thread-safe, except that one thread at a time stops it.
class WorkPool
{
public:
    /// Does its work, or at least ends soon once a stop is requested.
    using Work = std::function<void(const std::stop_token& stop)>;

    explicit WorkPool(WorkLimits limits);
    ~WorkPool();

    enum class Submitted
    {
        taken,
        full,
        stopped,
    };
    [[nodiscard]] Submitted submit(Work work);
    /// Refuses new work, and returns once all that was taken has ended.
    void stop();

private:
    void run();

    const WorkLimits limits_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Work> waiting_;  // Guarded by mutex_.
    bool stopping_ = false;     // Guarded by mutex_.
    std::stop_source stop_;
    std::vector<std::thread> threads_;
};
}  // namespace interlock::server
