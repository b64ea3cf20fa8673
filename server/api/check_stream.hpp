// Streams of checks: requests come in, answers go out as they are decided.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "server/api/cancellable_call.hpp"
#include "server/api/check_requests.hpp"
#include "server/api/limits.hpp"
#include "server/threads/work_pool.hpp"

namespace interlock::server
{
using CheckReactor = grpc::ServerBidiReactor<pb::CheckStreamRequest, pb::CheckStreamReply>;

/// All streams of checks of the service, and the threads that judge for them. Thread-safe, except
/// that one thread at a time stops it.
class CheckStreams
{
public:
    /// The context outlives it.
    CheckStreams(const ApiContext& context, CheckStreamLimits limits);
    /// All streams must be gone.
    ~CheckStreams();

    /// A stream, or one that is refused because there are too many, none of which stands still.
    [[nodiscard]] CheckReactor* open(grpc::CallbackServerContext& call);
    /// Ends all streams; later ones are refused.
    void stop();
    [[nodiscard]] StreamLoad load() const;

private:
    class Stream;
    using Streams = std::vector<std::shared_ptr<Stream>>;

    [[nodiscard]] CallResult add(const std::shared_ptr<Stream>& stream);
    [[nodiscard]] std::shared_ptr<Stream> stillest_of(const Streams& live) const;
    void cancel_ended();  // With mutex_ held.
    void remove(const Stream* stream);
    [[nodiscard]] Streams streams() const;

    const ApiContext& context_;
    const CheckStreamLimits limits_;
    mutable std::mutex mutex_;
    Streams streams_;        // Guarded by mutex_.
    uint64_t refused_ = 0;   // Guarded by mutex_.
    bool stopping_ = false;  // Guarded by mutex_.
    WorkPool pool_;
};
}  // namespace interlock::server
