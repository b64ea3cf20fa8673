// Calls that read so much of the index that they would hold up gRPC's few threads.
#pragma once

#include "server/api/call.hpp"
#include "server/threads/work_pool.hpp"

namespace interlock::server
{
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
