// A wait for what another thread or process brings about.
#pragma once

#include <chrono>
#include <thread>

namespace interlock::testing
{
/// Asks again and again until `holds`; false when it does not within a generous deadline, so that
/// a test that waits in vain fails instead of standing still.
template <typename Condition>
[[nodiscard]] bool eventually(const Condition& holds)
{
    constexpr auto kDeadline = std::chrono::seconds{60};
    constexpr auto kPause = std::chrono::milliseconds{5};
    const auto end = std::chrono::steady_clock::now() + kDeadline;
    while (!holds())
    {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(kPause);
    }
    return true;
}
}  // namespace interlock::testing
