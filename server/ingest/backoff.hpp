// Growing waits between tries, with jitter so that many clients do not return at once.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace interlock::server
{
/// For one thread at a time.
class Backoff
{
public:
    struct Range
    {
        std::chrono::milliseconds first{250};
        std::chrono::milliseconds longest{10'000};
    };

    Backoff(Range range, uint32_t seed) : range_{range}, next_{range.first}, random_{seed} {}

    /// The next wait: twice the one before, up to the longest, less up to a quarter of it.
    [[nodiscard]] std::chrono::milliseconds wait()
    {
        const auto whole = next_;
        next_ = std::min(range_.longest, next_ * 2);
        std::uniform_int_distribution<std::chrono::milliseconds::rep> jitter{0, whole.count() / 4};
        return whole - std::chrono::milliseconds{jitter(random_)};
    }

    void reset() { next_ = range_.first; }

private:
    Range range_;
    std::chrono::milliseconds next_;
    std::minstd_rand random_;
};
}  // namespace interlock::server
