// Measured values by their size: plain counts, for whoever measures; read when they are told.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <vector>

namespace interlock::server
{
struct HistogramReading
{
    std::vector<double> bounds;    // The largest value of each count; ascending.
    std::vector<uint64_t> counts;  // One more than bounds: the last is of what is above all.
    double sum = 0;                // Of the values.
};

/// The count that the value belongs to.
template <typename Bounds, typename Value>
[[nodiscard]] constexpr size_t place_of(const Bounds& bounds, const Value& value) noexcept
{
    return static_cast<size_t>(
        std::lower_bound(bounds.begin(), bounds.end(), value) - bounds.begin());
}

/// How long things took. Any thread; to count is two additions that nobody waits for.
class DurationHistogram
{
public:
    using Duration = std::chrono::nanoseconds;

    void count(Duration took) noexcept
    {
        const auto took_us = std::chrono::ceil<std::chrono::microseconds>(took).count();
        counts_[place_of(kBoundsUs, took_us)].fetch_add(1, std::memory_order_relaxed);
        sum_ns_.fetch_add(static_cast<uint64_t>(took.count()), std::memory_order_relaxed);
    }

    /// In seconds.
    [[nodiscard]] HistogramReading read() const
    {
        using Seconds = std::chrono::duration<double>;
        HistogramReading out;
        for (const auto bound_us : kBoundsUs)
            out.bounds.push_back(Seconds{std::chrono::microseconds{bound_us}}.count());
        for (const auto& count : counts_)
            out.counts.push_back(count.load(std::memory_order_relaxed));
        const auto sum_ns = sum_ns_.load(std::memory_order_relaxed);
        out.sum = Seconds{Duration{sum_ns}}.count();
        return out;
    }

private:
    static constexpr std::array<int64_t, 16> kBoundsUs{10, 25, 50, 100, 250, 500, 1'000, 2'500,
        5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000, 5'000'000};

    std::array<std::atomic<uint64_t>, kBoundsUs.size() + 1> counts_{};
    std::atomic<uint64_t> sum_ns_{0};
};
}  // namespace interlock::server
