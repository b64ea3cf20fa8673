#include "server/threads/step_thread.hpp"

#include "server/threads/priority.hpp"

namespace interlock::server
{
StepThread::StepThread(Step step)
  : thread_{[this, step = std::move(step)](const std::stop_token& stop) { run(stop, step); }}
{
}

void StepThread::wake()
{
    {
        const std::scoped_lock lock{mutex_};
        woken_ = true;
    }
    changed_.notify_one();
}

void StepThread::run(const std::stop_token& stop, const Step& step)
{
    take_priority(Priority::ingest);
    while (!stop.stop_requested())
    {
        const auto wait = step();
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, stop, wait, [this] { return woken_; });
        woken_ = false;
    }
}
}  // namespace interlock::server
