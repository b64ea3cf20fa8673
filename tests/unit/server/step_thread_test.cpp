#include "server/threads/step_thread.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>

namespace interlock::server
{
namespace
{
constexpr std::chrono::hours kForEver{24};
}

TEST(step_thread, wakes_from_a_long_wait)
{
    std::counting_semaphore<> rounds{0};
    StepThread thread{[&]
        {
            rounds.release();
            return kForEver;
        }};
    for (int i = 0; i < 100; ++i)
    {
        rounds.acquire();
        thread.wake();
    }
    rounds.acquire();
}

TEST(step_thread, a_wake_up_during_a_round_is_not_lost)
{
    std::binary_semaphore in_round{0};
    std::binary_semaphore may_end{0};
    std::binary_semaphore again{0};
    std::atomic<int> round = 0;
    StepThread thread{[&]
        {
            if (++round == 1)
            {
                in_round.release();
                may_end.acquire();
            }
            else
                again.release();
            return kForEver;
        }};
    in_round.acquire();
    thread.wake();
    may_end.release();
    again.acquire();
}

TEST(step_thread, stops_out_of_a_long_wait)
{
    std::counting_semaphore<> rounds{0};
    StepThread thread{[&]
        {
            rounds.release();
            return kForEver;
        }};
    rounds.acquire();
}
}  // namespace interlock::server
