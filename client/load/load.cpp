#include "client/load/load.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace interlock::client
{
namespace
{
using Clock = std::chrono::steady_clock;
/// A rate is kept in steps of this; requests of one step are due at once.
constexpr std::chrono::microseconds kTick{200};

class Load
{
public:
    Load(Door& door, const LoadOptions& options) : door_{door}, options_{options} {}

    LoadResult run(const std::stop_token& stop)
    {
        const auto begin = Clock::now();
        end_ = begin + options_.time;
        if (options_.rate > 0)
            pace(begin, stop);
        else
            saturate(stop);
        std::unique_lock lock{mutex_};
        is_over_ = true;
        result_.not_asked = options_.rate > 0 ? due_.size() : 0;
        result_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        idle_.wait(lock, [this] { return under_way_ == 0; });
        std::sort(result_.latencies_ms.begin(), result_.latencies_ms.end());
        return std::move(result_);
    }

private:
    void pace(Clock::time_point begin, const std::stop_token& stop)
    {
        uint64_t made = 0;
        for (auto now = begin; now < end_ && !stop.stop_requested(); now = Clock::now())
        {
            const auto wanted =  // The first one is due at once.
                1 + static_cast<uint64_t>(
                        options_.rate * std::chrono::duration<double>(now - begin).count());
            for (; made < wanted; ++made)
            {
                const std::chrono::duration<double> at{static_cast<double>(made) / options_.rate};
                add_due(begin + std::chrono::duration_cast<Clock::duration>(at));
            }
            ask_due();
            std::this_thread::sleep_for(kTick);
        }
    }

    void saturate(const std::stop_token& stop)
    {
        constexpr std::chrono::milliseconds kLook{20};
        {
            const std::scoped_lock lock{mutex_};
            is_saturating_ = true;
        }
        for (size_t i = 0; i < options_.in_flight; ++i)
            add_due(Clock::now());
        ask_due();
        while (Clock::now() < end_ && !stop.stop_requested())
            std::this_thread::sleep_for(kLook);
    }

    void add_due(Clock::time_point at)
    {
        const std::scoped_lock lock{mutex_};
        due_.push_back(at);
    }

    /// Asks what is due, as far as the bound allows. One thread at a time does: a door may answer
    /// while it is being asked.
    void ask_due()
    {
        std::unique_lock lock{mutex_};
        if (is_asking_)
            return;
        is_asking_ = true;
        while (Clock::now() < end_ && !due_.empty() && under_way_ < options_.in_flight)
        {
            const auto due = due_.front();
            due_.pop_front();
            ++under_way_;
            const auto number = next_++ % options_.questions;
            lock.unlock();
            door_.ask(number, [this, due](const Outcome& outcome) { take(due, outcome); });
            lock.lock();
        }
        is_asking_ = false;
    }

    void take(Clock::time_point due, const Outcome& outcome)
    {
        const auto now = Clock::now();
        bool goes_on = false;
        {
            const std::scoped_lock lock{mutex_};
            if (!is_over_)
            {
                ++result_.outcomes[outcome];
                result_.latencies_ms.push_back(
                    std::chrono::duration<float, std::milli>(now - due).count());
            }
            if (is_saturating_)
                due_.push_back(now);
            --under_way_;
            goes_on = !is_over_ && !due_.empty();
            idle_.notify_all();
        }
        if (goes_on)
            ask_due();
    }

    Door& door_;
    const LoadOptions options_;
    Clock::time_point end_;  // Nothing is asked any more.
    std::mutex mutex_;       // Guards the following.
    std::condition_variable idle_;
    std::deque<Clock::time_point> due_;
    size_t under_way_ = 0;
    size_t next_ = 0;
    bool is_saturating_ = false;
    bool is_asking_ = false;
    bool is_over_ = false;
    LoadResult result_;
};
}  // namespace

double LoadResult::percentile_ms(double part) const
{
    if (latencies_ms.empty())
        return 0;
    const auto last = static_cast<double>(latencies_ms.size() - 1);
    return static_cast<double>(latencies_ms[static_cast<size_t>(part * last)]);
}

LoadResult run_load(Door& door, const LoadOptions& options, const std::stop_token& stop)
{
    return Load{door, options}.run(stop);
}
}  // namespace interlock::client
