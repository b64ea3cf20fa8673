// A call that other threads may cancel, until it is done.
#pragma once

#include <grpcpp/server_context.h>

#include <mutex>

namespace interlock::server
{
/// Thread-safe.
class CancellableCall
{
public:
    /// The context is gRPC's, and there until OnDone.
    explicit CancellableCall(grpc::CallbackServerContext& call) : call_{call} {}

    /// Ends it at once, without a word; nothing once it is done.
    void cancel()
    {
        const std::scoped_lock lock{mutex_};
        if (!is_done_)
            call_.TryCancel();
    }

    /// To be called first thing in OnDone.
    void done()
    {
        const std::scoped_lock lock{mutex_};
        is_done_ = true;
    }

private:
    grpc::CallbackServerContext& call_;
    /// Held while the call is cancelled: it must not go meanwhile. gRPC tells that a call is done
    /// on a thread of its own, never on the one that cancels it.
    std::mutex mutex_;
    bool is_done_ = false;  // Guarded by mutex_.
};
}  // namespace interlock::server
