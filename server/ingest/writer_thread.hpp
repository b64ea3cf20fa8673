// The one thread that changes the index, and the bounded queue before it.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include "server/ingest/indexer.hpp"
#include "server/metrics/histogram.hpp"

namespace interlock::server
{
/// Takes events and tells when each is durable.
class EventSink
{
public:
    virtual ~EventSink() = default;
    /// Returns once the event is committed, or could not be. May be called from any thread.
    [[nodiscard]] virtual storage::Result<void> submit(IndexEvent event) = 0;
};

/// Thread-safe. The destructor finishes what was submitted; later events are refused.
class WriterThread : public EventSink
{
public:
    struct Options
    {
        size_t queue_limit = 64;
        /// Unix seconds.
        std::function<uint64_t()> now_s;
        /// Told on the writer's thread what each committed step brought; must not block.
        std::function<void(const SafetyNews&)> committed;
    };

    /// Settles the index before it returns.
    WriterThread(Indexer indexer, Options options);
    ~WriterThread() override;

    [[nodiscard]] storage::Result<void> submit(IndexEvent event) override;

    using Work = std::function<storage::Result<void>()>;
    /// Does `work` between two events, on the thread that writes; events wait meanwhile. Returns
    /// what it returned.
    [[nodiscard]] storage::Result<void> run(Work work);

    /// Events and work that wait.
    [[nodiscard]] size_t queue_length() const;
    /// How long each event took that was committed.
    [[nodiscard]] HistogramReading commit_durations() const { return commits_.read(); }

private:
    struct Job
    {
        std::variant<IndexEvent, Work> task;
        std::promise<storage::Result<void>> done;
    };

    [[nodiscard]] storage::Result<void> enqueue(std::variant<IndexEvent, Work> task);
    void work_off();
    [[nodiscard]] storage::Result<void> carry_out(const std::variant<IndexEvent, Work>& task);
    [[nodiscard]] storage::Result<SafetyNews> apply(const IndexEvent& event);
    [[nodiscard]] storage::Result<void> told(const storage::Result<SafetyNews>& news) const;

    Indexer indexer_;
    const Options options_;
    DurationHistogram commits_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;   // Guarded by mutex_.
    bool stopping_ = false;  // Guarded by mutex_.
    std::thread thread_;
};
}  // namespace interlock::server
