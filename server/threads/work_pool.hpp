// A few threads for work that would hold up the thread that asks for it.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "server/threads/priority.hpp"

namespace interlock::server
{
struct WorkLimits
{
    size_t threads = 2;
    size_t waiting = 64;
    Priority priority = Priority::answers;
};

/// Work of one lane is begun in its order. While several lanes have work, none of them holds more
/// than its share of the threads (rounded down, but one), however long its work takes; what began
/// before another lane had work is let end. Thread-safe, except that one thread at a time stops it.
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
    [[nodiscard]] Submitted submit(Work work, const void* lane = nullptr);
    struct Load
    {
        size_t waiting = 0;
        uint64_t refused = 0;  // Since start, because too much was waiting.
    };
    [[nodiscard]] Load load() const;
    /// Refuses new work, and returns once all that was taken has ended.
    void stop();

private:
    struct Item
    {
        Work work;
        const void* lane = nullptr;
    };

    void run();
    /// What may begin now; nothing when all lanes that wait have their share. With mutex_ held.
    [[nodiscard]] std::deque<Item>::iterator find_next();
    void leave(const void* lane);  // With mutex_ held.

    const WorkLimits limits_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Item> waiting_;                 // Guarded by mutex_.
    std::map<const void*, size_t> under_way_;  // Guarded by mutex_; threads by lane, no zeros.
    uint64_t refused_ = 0;                     // Guarded by mutex_.
    bool stopping_ = false;                    // Guarded by mutex_.
    std::stop_source stop_;
    std::vector<std::thread> threads_;
};
}  // namespace interlock::server
