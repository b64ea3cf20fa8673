// What a subscription tells the fetcher of its chain: that there is reason to look.
#pragma once

#include <atomic>

namespace interlock::server
{
/// Thread-safe.
class WakeUp
{
public:
    void announce() noexcept { announced_ = true; }
    void set_listening(bool listening) noexcept { listening_ = listening; }

    /// Whether a block was announced since the last call.
    [[nodiscard]] bool take() noexcept { return announced_.exchange(false); }
    [[nodiscard]] bool is_listening() const noexcept { return listening_; }

private:
    std::atomic<bool> announced_ = false;
    std::atomic<bool> listening_ = false;
};
}  // namespace interlock::server
