#include "server/ingest/writer_thread.hpp"

#include "server/threads/priority.hpp"

namespace interlock::server
{
WriterThread::WriterThread(Indexer indexer, Options options)
  : indexer_{std::move(indexer)}, options_{std::move(options)}
{
    // What fails here fails again with the first event, whose sender says so.
    static_cast<void>(told(indexer_.settle(options_.now_s())));
    thread_ = std::thread{[this]
        {
            take_priority(Priority::ingest);
            work_off();
        }};
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
    return enqueue(std::move(event));
}

storage::Result<void> WriterThread::run(Work work)
{
    return enqueue(std::move(work));
}

storage::Result<void> WriterThread::enqueue(std::variant<IndexEvent, Work> task)
{
    std::future<storage::Result<void>> done;
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return stopping_ || jobs_.size() < options_.queue_limit; });
        if (stopping_)
        {
            return tl::unexpected{
                storage::Error{storage::ErrorKind::busy, "the service is stopping"}};
        }
        jobs_.push_back({std::move(task), {}});
        done = jobs_.back().done.get_future();
    }
    changed_.notify_all();
    return done.get();
}

storage::Result<void> WriterThread::told(const storage::Result<SafetyNews>& news) const
{
    if (!news)
        return tl::unexpected{news.error()};
    options_.committed(*news);
    return {};
}

storage::Result<void> WriterThread::carry_out(const std::variant<IndexEvent, Work>& task)
{
    if (const auto* work = std::get_if<Work>(&task))
        return (*work)();
    return told(apply(std::get<IndexEvent>(task)));
}

storage::Result<SafetyNews> WriterThread::apply(const IndexEvent& event)
{
    const auto begun = std::chrono::steady_clock::now();
    auto news = indexer_.apply(event, options_.now_s());
    if (news)
        commits_.count(std::chrono::steady_clock::now() - begun);
    return news;
}

size_t WriterThread::queue_length() const
{
    const std::scoped_lock lock{mutex_};
    return jobs_.size();
}

void WriterThread::work_off()
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
        job.done.set_value(carry_out(job.task));
        lock.lock();
    }
}
}  // namespace interlock::server
