// Streams of checks: requests come in, answers go out as they are decided.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

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

    /// A stream, or one that is refused because there are too many.
    [[nodiscard]] CheckReactor* open(grpc::CallbackServerContext& call);
    /// Ends all streams; later ones are refused.
    void stop();

private:
    class Stream;

    [[nodiscard]] CallResult add(const std::shared_ptr<Stream>& stream);
    void remove(const Stream* stream);
    [[nodiscard]] std::vector<std::shared_ptr<Stream>> streams() const;

    const ApiContext& context_;
    const CheckStreamLimits limits_;
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<Stream>> streams_;  // Guarded by mutex_.
    bool stopping_ = false;                         // Guarded by mutex_.
    WorkPool pool_;
};
}  // namespace interlock::server
