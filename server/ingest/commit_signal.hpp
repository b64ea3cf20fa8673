// Tells those who wait that the index has changed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
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
    /// Makes those who wait look again although nothing was committed.
    void nudge() { notify(); }

    /// Waits until there has been another commit (or nudge) than `seen` (at first 0), a stop is
    /// requested, or the time has come. Returns the number of the newest commit.
    [[nodiscard]] uint64_t wait(uint64_t seen, const std::stop_token& stop,
        std::optional<std::chrono::steady_clock::time_point> until = std::nullopt)
    {
        const auto has_news = [&] { return commits_ != seen; };
        std::unique_lock lock{mutex_};
        if (until)
            changed_.wait_until(lock, stop, *until, has_news);
        else
            changed_.wait(lock, stop, has_news);
        return commits_;
    }

private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    uint64_t commits_ = 0;  // Guarded by mutex_.
};
}  // namespace interlock::server
