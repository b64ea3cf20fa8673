#include "server/threads/work_pool.hpp"

#include <algorithm>
#include <set>

namespace interlock::server
{
WorkPool::WorkPool(WorkLimits limits) : limits_{limits}
{
    for (size_t i = 0; i < limits_.threads; ++i)
        threads_.emplace_back(
            [this]
            {
                take_priority(limits_.priority);
                run();
            });
}

WorkPool::~WorkPool()
{
    stop();
}

WorkPool::Submitted WorkPool::submit(Work work, const void* lane)
{
    {
        const std::scoped_lock lock{mutex_};
        if (stopping_)
            return Submitted::stopped;
        if (waiting_.size() >= limits_.waiting)
        {
            ++refused_;
            return Submitted::full;
        }
        waiting_.push_back({std::move(work), lane});
    }
    changed_.notify_one();
    return Submitted::taken;
}

WorkPool::Load WorkPool::load() const
{
    const std::scoped_lock lock{mutex_};
    return {waiting_.size(), refused_};
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
        Item item;
        {
            std::unique_lock lock{mutex_};
            auto next = waiting_.end();
            const auto can_go_on = [&]
            {
                next = find_next();
                return next != waiting_.end() || (stopping_ && waiting_.empty());
            };
            changed_.wait(lock, can_go_on);
            if (next == waiting_.end())
                return;
            item = std::move(*next);
            waiting_.erase(next);
            ++under_way_[item.lane];
        }
        item.work(stop_.get_token());
        {
            const std::scoped_lock lock{mutex_};
            leave(item.lane);
        }
        // Another lane's share may have grown as well.
        changed_.notify_all();
    }
}

std::deque<WorkPool::Item>::iterator WorkPool::find_next()
{
    std::set<const void*> lanes;
    for (const auto& item : waiting_)
        lanes.insert(item.lane);
    for (const auto& [lane, threads] : under_way_)
        lanes.insert(lane);
    const auto share = std::max<size_t>(1, limits_.threads / std::max<size_t>(1, lanes.size()));
    const auto held = [this](const Item& item)
    {
        const auto found = under_way_.find(item.lane);
        return found == under_way_.end() ? size_t{0} : found->second;
    };
    const auto next = std::min_element(waiting_.begin(), waiting_.end(),
        [&](const Item& a, const Item& b) { return held(a) < held(b); });
    return next != waiting_.end() && held(*next) < share ? next : waiting_.end();
}

void WorkPool::leave(const void* lane)
{
    const auto found = under_way_.find(lane);
    if (--found->second == 0)
        under_way_.erase(found);
}
}  // namespace interlock::server
