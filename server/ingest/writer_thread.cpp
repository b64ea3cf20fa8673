#include "server/ingest/writer_thread.hpp"

namespace interlock::server
{
WriterThread::WriterThread(storage::Writer& writer, size_t queue_limit)
  : indexer_{writer}, queue_limit_{queue_limit}, thread_{[this] { run(); }}
{
}

WriterThread::~WriterThread()
{
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

storage::Result<void> WriterThread::submit(IndexEvent event)
{
    std::future<storage::Result<void>> done;
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return stopping_ || jobs_.size() < queue_limit_; });
        if (stopping_)
        {
            return tl::unexpected{
                storage::Error{storage::ErrorKind::busy, "the service is stopping"}};
        }
        jobs_.push_back({std::move(event), {}});
        done = jobs_.back().done.get_future();
    }
    changed_.notify_all();
    return done.get();
}

void WriterThread::run()
{
    std::unique_lock lock{mutex_};
    for (;;)
    {
        changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty())
            return;
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        changed_.notify_all();
        job.done.set_value(indexer_.apply(job.event));
        lock.lock();
    }
}
}  // namespace interlock::server
