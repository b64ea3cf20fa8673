// Tells those who wait that the index has changed.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace interlock::server
{
/// Thread-safe. Never blocks the one that notifies.
class CommitSignal
{
public:
    void notify()
    {
        {
            const std::scoped_lock lock{mutex_};
            ++commits_;
        }
        changed_.notify_all();
    }

    /// Waits until there has been another commit than `seen` (at first 0), or a stop is requested.
    /// Returns the number of the newest commit.
    [[nodiscard]] uint64_t wait(uint64_t seen, const std::stop_token& stop)
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, stop, [&] { return commits_ != seen; });
        return commits_;
    }

private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    uint64_t commits_ = 0;  // Guarded by mutex_.
};
}  // namespace interlock::server
