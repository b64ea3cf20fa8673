#include "server/threads/step_thread.hpp"

#include <condition_variable>
#include <mutex>

namespace interlock::server
{
namespace
{
void run(const std::stop_token& stop, const std::function<std::chrono::milliseconds()>& step)
{
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock{mutex};
    while (!stop.stop_requested())
        stopped.wait_for(lock, stop, step(), [] { return false; });
}
}  // namespace

StepThread::StepThread(std::function<std::chrono::milliseconds()> step)
  : thread_{[step = std::move(step)](const std::stop_token& stop) { run(stop, step); }}
{
}
}  // namespace interlock::server
