// How a stream's operations are begun: by one thread at a time, whoever changed its state.
#pragma once

#include <mutex>

namespace interlock::server
{
/// Guarded by the mutex that guards the state.
class Turns
{
public:
    /// Calls `act_once(lock)` until it returns false: there is nothing to do. It may let go of the
    /// lock meanwhile; a thread that comes then leaves at once, for what it changed is seen here.
    template <typename ActOnce>
    void act(std::unique_lock<std::mutex>& lock, ActOnce act_once)
    {
        if (is_taken_)
            return;
        is_taken_ = true;
        while (act_once(lock))
        {
        }
        is_taken_ = false;
    }

private:
    bool is_taken_ = false;
};
}  // namespace interlock::server
