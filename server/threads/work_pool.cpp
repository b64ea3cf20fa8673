#include "server/threads/work_pool.hpp"

namespace interlock::server
{
WorkPool::WorkPool(WorkLimits limits) : limits_{limits}
{
    for (size_t i = 0; i < limits_.threads; ++i)
        threads_.emplace_back([this] { run(); });
}

WorkPool::~WorkPool()
{
    stop();
}

WorkPool::Submitted WorkPool::submit(Work work)
{
    {
        const std::scoped_lock lock{mutex_};
        if (stopping_)
            return Submitted::stopped;
        if (waiting_.size() >= limits_.waiting)
            return Submitted::full;
        waiting_.push_back(std::move(work));
    }
    changed_.notify_one();
    return Submitted::taken;
}

void WorkPool::stop()
{
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    stop_.request_stop();
    changed_.notify_all();
    for (auto& thread : threads_)
    {
        if (thread.joinable())
            thread.join();
    }
}

void WorkPool::run()
{
    for (;;)
    {
        Work work;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty())
                return;
            work = std::move(waiting_.front());
            waiting_.pop_front();
        }
        work(stop_.get_token());
    }
}
}  // namespace interlock::server
