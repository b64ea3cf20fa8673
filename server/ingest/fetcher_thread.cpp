#include "server/ingest/fetcher_thread.hpp"

#include <condition_variable>
#include <mutex>

namespace interlock::server
{
namespace
{
void run(const std::stop_token& stop, Fetcher& fetcher)
{
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock{mutex};
    while (!stop.stop_requested())
        stopped.wait_for(lock, stop, fetcher.step(), [] { return false; });
}
}  // namespace

FetcherThread::FetcherThread(std::unique_ptr<Fetcher> fetcher)
  : fetcher_{std::move(fetcher)}, thread_{[this](const std::stop_token& stop) { run(stop, *fetcher_); }}
{}
}  // namespace interlock::server
