#include "client/watch.hpp"

#include <algorithm>
#include <condition_variable>

#include "client/connection.hpp"

namespace interlock::client
{
namespace
{
using std::chrono::milliseconds;
constexpr milliseconds kFirstPause{100};
constexpr milliseconds kLongestPause{5'000};
/// A channel that has lost its server gets nowhere between calls, which fail at once until it has
/// found it again; so each subscription gives it this long.
constexpr milliseconds kReconnect{500};

/// Whether `error` heals by waiting. A subscriber that was too slow is cut off as well, but would
/// be again: that is for the caller to know.
bool is_outage(const Error& error)
{
    return error.kind == ErrorKind::unreachable ||
           (error.kind == ErrorKind::cannot_tell && error.cause == pb::CANNOT_TELL_CAUSE_NOT_READY);
}

/// False when `stop` came first.
bool pause_for(milliseconds pause, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait_for(lock, stop, pause, [] { return false; });
    return !stop.stop_requested();
}

template <typename Request>
Request request_of(const Subscription& from)
{
    Request request;
    if (from.after)
        request.set_after(*from.after);
    for (const auto& chain : from.chains)
        request.add_chain_ids(wire::to_proto(chain));
    return request;
}

/// Hands on what `reader` reads. False when the caller wants no more; an error when a message is
/// not what the contract says.
template <typename Wire, typename Change>
Decoded<bool> pump(grpc::ClientReader<Wire>& reader, std::optional<uint64_t>& sequence,
    const OnChange<Change>& on_change)
{
    Wire message;
    while (reader.Read(&message))
    {
        const Decoded<Change> change = decode(message);
        if (!change)
            return tl::unexpected{change.error()};
        if (sequence && change->sequence < *sequence)
            return tl::unexpected{"sequence is " + std::to_string(change->sequence) + " after " +
                                  std::to_string(*sequence)};
        // Zero: the first state is not whole yet, and cannot be gone on from.
        if (change->sequence != 0)
            sequence = change->sequence;
        if (!on_change(*change))
            return false;
    }
    return true;
}

/// Why a stream ended that nobody told to.
Error error_of(const grpc::Status& status, const grpc::ClientContext& context)
{
    if (status.ok())
        return {.kind = ErrorKind::unreachable, .message = "the service ended the stream"};
    return error_from(status, context);
}

template <typename Change, typename Wire, typename Stub, typename Request>
WatchEnd watch(Stub& stub,
    std::unique_ptr<grpc::ClientReader<Wire>> (Stub::*method)(grpc::ClientContext*, const Request&),
    const Subscription& from, const OnChange<Change>& on_change, const std::stop_token& stop)
{
    WatchEnd end{.sequence = from.after, .error = std::nullopt};
    grpc::ClientContext context;
    const std::stop_callback cancel{stop, [&context] { context.TryCancel(); }};
    const auto reader = (stub.*method)(&context, request_of<Request>(from));
    const auto more = pump(*reader, end.sequence, on_change);
    if (!more || !*more)
        context.TryCancel();
    const auto status = reader->Finish();
    if (!more)
        end.error = senseless(more.error());
    else if (*more && !stop.stop_requested())
        end.error = error_of(status, context);
    return end;
}
}  // namespace

WatchEnd Client::watch_heads(const Subscription& from, const OnChange<HeadChange>& on_change,
    const std::stop_token& stop) const
{
    stubs_->channel->WaitForConnected(from_now(kReconnect));
    return watch(stubs_->supervisor, &pb::Supervisor::Stub::WatchHeads, from, on_change, stop);
}

WatchEnd Client::watch_verdicts(const Subscription& from, const OnChange<VerdictChange>& on_change,
    const std::stop_token& stop) const
{
    stubs_->channel->WaitForConnected(from_now(kReconnect));
    return watch(stubs_->supervisor, &pb::Supervisor::Stub::WatchVerdicts, from, on_change, stop);
}

WatchEnd resume(Subscription from, const std::function<WatchEnd(const Subscription&)>& watch,
    const std::function<void(const Error&)>& on_outage, const std::stop_token& stop)
{
    auto pause = kFirstPause;
    while (true)
    {
        auto end = watch(from);
        if (!end.error || !is_outage(*end.error))
            return end;
        on_outage(*end.error);
        if (end.sequence != from.after)
            pause = kFirstPause;
        from.after = end.sequence;
        if (!pause_for(pause, stop))
            return {.sequence = from.after, .error = std::nullopt};
        pause = std::min(2 * pause, kLongestPause);
    }
}
}  // namespace interlock::client
