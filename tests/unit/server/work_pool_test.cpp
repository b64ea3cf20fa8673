#include "server/threads/work_pool.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <latch>

namespace interlock::server
{
using Submitted = WorkPool::Submitted;

TEST(work_pool, work_is_bounded_and_what_was_taken_is_done)
{
    std::latch is_busy{2};
    std::latch may_go{1};
    std::atomic<size_t> done = 0;
    const auto block = [&](const std::stop_token&)
    {
        is_busy.count_down();
        may_go.wait();
        ++done;
    };
    const auto count = [&](const std::stop_token&) { ++done; };

    WorkPool pool{{.threads = 2, .waiting = 3}};
    EXPECT_EQ(pool.submit(block), Submitted::taken);
    EXPECT_EQ(pool.submit(block), Submitted::taken);
    is_busy.wait();
    for (size_t i = 0; i < 3; ++i)
        EXPECT_EQ(pool.submit(count), Submitted::taken);
    EXPECT_EQ(pool.submit(count), Submitted::full);
    may_go.count_down();
    pool.stop();
    EXPECT_EQ(done, 5U);
    EXPECT_EQ(pool.submit(count), Submitted::stopped);
}

TEST(work_pool, what_is_in_the_background_runs_in_what_others_leave)
{
    std::atomic<int> background = -1;
    std::atomic<int> answering = -1;
    WorkPool behind{{.threads = 1, .priority = Priority::background}};
    WorkPool answers{{.threads = 1}};
    EXPECT_EQ(behind.submit([&](const auto&) { background = ::sched_getscheduler(0); }),
        Submitted::taken);
    EXPECT_EQ(answers.submit([&](const auto&) { answering = ::sched_getscheduler(0); }),
        Submitted::taken);
    behind.stop();
    answers.stop();
    EXPECT_EQ(background, SCHED_IDLE);
    EXPECT_EQ(answering, ::sched_getscheduler(0)) << "as the process began";
}

TEST(work_pool, a_lane_holds_its_share_of_the_threads_and_no_more)
{
    // Threads are kept busy until every lane has work waiting.
    constexpr size_t kThreads = 4;
    std::latch is_busy{kThreads};
    std::latch may_begin{1};
    WorkPool pool{{.threads = kThreads, .waiting = 64}};
    for (size_t i = 0; i < kThreads; ++i)
    {
        EXPECT_EQ(pool.submit(
                      [&](const std::stop_token&)
                      {
                          is_busy.count_down();
                          may_begin.wait();
                      }),
            Submitted::taken);
    }
    is_busy.wait();

    // Two lanes never end their work by themselves; the third is done all the same.
    const int lanes[3]{};
    std::latch may_end{1};
    std::atomic<size_t> held[2]{};
    for (size_t lane = 0; lane < 2; ++lane)
    {
        for (size_t i = 0; i < kThreads; ++i)
        {
            EXPECT_EQ(pool.submit(
                          [&, lane](const std::stop_token&)
                          {
                              ++held[lane];
                              may_end.wait();
                          },
                          &lanes[lane]),
                Submitted::taken);
        }
    }
    std::latch done{20};
    for (size_t i = 0; i < 20; ++i)
        EXPECT_EQ(pool.submit([&](const std::stop_token&) { done.count_down(); }, &lanes[2]),
            Submitted::taken);
    may_begin.count_down();
    done.wait();
    may_end.count_down();
    pool.stop();
    EXPECT_EQ(held[0] + held[1], 2 * kThreads);
}

TEST(work_pool, what_is_under_way_is_told_to_stop)
{
    std::latch is_busy{1};
    std::atomic<bool> was_told = false;
    WorkPool pool{{.threads = 1, .waiting = 1}};
    const auto until_stopped = [&](const std::stop_token& stop)
    {
        is_busy.count_down();
        while (!stop.stop_requested())
            std::this_thread::yield();
    };
    const auto late = [&](const std::stop_token& stop) { was_told = stop.stop_requested(); };
    EXPECT_EQ(pool.submit(until_stopped), Submitted::taken);
    is_busy.wait();
    EXPECT_EQ(pool.submit(late), Submitted::taken);
    pool.stop();
    EXPECT_TRUE(was_told);
}
}  // namespace interlock::server
