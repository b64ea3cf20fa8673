// Where calls are answered that read so much of the index that they would hold up gRPC's few
// threads.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "server/api/call.hpp"
#include "server/api/limits.hpp"

namespace interlock::server
{
/// Thread-safe, except that one thread at a time stops it.
class WorkPool
{
public:
    /// Does its work, or at least ends its call soon once a stop is requested.
    using Work = std::function<void(const std::stop_token& stop)>;

    explicit WorkPool(WorkLimits limits);
    ~WorkPool();

    enum class Submitted
    {
        taken,
        full,
        stopped,
    };
    [[nodiscard]] Submitted submit(Work work);
    /// Refuses new work, and returns once all that was taken has ended.
    void stop();

private:
    void run();

    const WorkLimits limits_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Work> waiting_;  // Guarded by mutex_.
    bool stopping_ = false;     // Guarded by mutex_.
    std::stop_source stop_;
    std::vector<std::thread> threads_;
};

/// Ends the call with what `answer(stop)` returns, called on the pool.
template <typename Handler>
[[nodiscard]] grpc::ServerUnaryReactor* finish_on(
    WorkPool& pool, grpc::CallbackServerContext& call, Handler answer)
{
    auto* reactor = call.DefaultReactor();
    const auto work = [&call, reactor, answer](const std::stop_token& stop)
    {
        if (stop.stop_requested())
            finish(call, *reactor, stopping());
        else if (call.IsCancelled())
            reactor->Finish(grpc::Status::CANCELLED);
        else
            finish(call, *reactor, answer(stop));
    };
    switch (pool.submit(work))
    {
        case WorkPool::Submitted::taken:
            break;
        case WorkPool::Submitted::full:
            finish(call, *reactor,
                cannot_tell(CannotTell{CannotTell::Cause::overload,
                    "too many questions of this kind are waiting already; ask again later"}));
            break;
        case WorkPool::Submitted::stopped:
            finish(call, *reactor, stopping());
            break;
    }
    return reactor;
}
}  // namespace interlock::server
