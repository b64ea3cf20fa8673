// What every part of one simulation shares: its randomness, its clock, its tally and its story.
#pragma once

#include <fmt/format.h>

#include <cstdio>

#include "tests/model/random.hpp"
#include "tests/sim/tally.hpp"

namespace interlock::sim
{
/// For one thread. Whatever is drawn, is drawn from here: the seed decides everything.
class Context
{
public:
    Context(uint64_t seed, Tally& counts, bool aloud) : random{seed}, tally{counts}, aloud_{aloud}
    {
    }

    /// A line of the story, told with the time when somebody wants to hear it.
    template <typename... Args>
    void tell(fmt::format_string<Args...> format, Args&&... args) const
    {
        if (!aloud_)
            return;
        const auto line = fmt::format(format, std::forward<Args>(args)...);
        fmt::print("[{:>9.3f}] {}\n", static_cast<double>(now_ms) / 1'000, line);
        std::fflush(stdout);
    }

    [[nodiscard]] uint64_t now_s() const noexcept { return now_ms / 1'000; }

    model::Random random;
    Tally& tally;
    uint64_t now_ms = 0;

private:
    const bool aloud_;
};
}  // namespace interlock::sim
