// How fast a chain catches up, said now and then.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>

namespace interlock::server
{
/// For one thread at a time.
class CatchUpPace
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// "at block 1200 of 9000; 240 blocks/s, about 33 s left", every ten seconds while the chain is
    /// behind, not before ten seconds have passed.
    [[nodiscard]] std::optional<std::string> tell(Time now, uint64_t newest, uint64_t target)
    {
        constexpr std::chrono::seconds kInterval{10};
        if (newest >= target || !told_ || newest < told_->newest)
        {
            told_ = newest >= target ? std::nullopt : std::optional{Told{now, newest}};
            return std::nullopt;
        }
        if (now - told_->at < kInterval)
            return std::nullopt;
        const std::chrono::duration<double> time = now - told_->at;
        const auto pace = static_cast<double>(newest - told_->newest) / time.count();
        told_ = Told{now, newest};
        const auto left = pace > 0 ? fmt::format(", about {:.0f} s left",
                                         static_cast<double>(target - newest) / pace)
                                   : "";
        return fmt::format("at block {} of {}; {:.0f} blocks/s{}", newest, target, pace, left);
    }

private:
    struct Told
    {
        Time at;
        uint64_t newest = 0;
    };
    std::optional<Told> told_;
};
}  // namespace interlock::server
