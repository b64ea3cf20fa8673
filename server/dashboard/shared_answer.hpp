// One answer for all who ask within a moment.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace interlock::server
{
/// Thread-safe. Who comes while an answer is being made waits for it.
class SharedAnswer
{
public:
    using Clock = std::chrono::steady_clock;

    /// The answer made less than `keep` ago, else a new one. One that failed is not kept.
    struct Made
    {
        bool succeeded = false;
        std::string text;
    };
    explicit SharedAnswer(std::function<Made()> make, Clock::duration keep,
        std::function<Clock::time_point()> now = &Clock::now)
      : make_{std::move(make)}, keep_{keep}, now_{std::move(now)}
    {
    }

    [[nodiscard]] std::shared_ptr<const Made> get();

private:
    const std::function<Made()> make_;
    const Clock::duration keep_;
    const std::function<Clock::time_point()> now_;
    std::mutex mutex_;
    std::shared_ptr<const Made> last_;  // Guarded by mutex_, as is the next.
    Clock::time_point made_at_;
};
}  // namespace interlock::server
