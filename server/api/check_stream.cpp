#include "server/api/check_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "server/api/turns.hpp"

namespace interlock::server
{
namespace
{
/// Of one stream, under way in the pool at the same time.
constexpr size_t kJudgedAtOnce = 2;

CallFailure gave_way(std::chrono::steady_clock::duration patience)
{
    return CannotTell{CannotTell::Cause::overload,
        fmt::format("the stream stood still for {} s, and others asked for one; open it again when "
                    "there is something to check",
            std::chrono::duration_cast<std::chrono::seconds>(patience).count())};
}
}  // namespace

/// Thread-safe: gRPC's threads tell what became of reads and writes, the pool's bring answers.
class CheckStreams::Stream final : public CheckReactor, public std::enable_shared_from_this<Stream>
{
public:
    Stream(CheckStreams& owner, grpc::CallbackServerContext& call)
      : owner_{owner}, call_{call}, cancellable_{call}, still_since_{owner.limits_.now()}
    {
    }

    /// Begins to read.
    void begin() { act(); }

    void end(const CallFailure& why)
    {
        decide_end(why);
        act();
    }

    /// The first half of `end`: from now on the stream counts as ended.
    void decide_end(const CallFailure& why)
    {
        const std::scoped_lock lock{mutex_};
        if (!end_)
            end_ = why;
    }

    /// After decide_end; at once, and so without a word, when the client is not reading.
    void give_way()
    {
        const bool is_read = !standing().is_writing;
        act();
        if (!is_read)
            cancel();
    }

    void cancel() { cancellable_.cancel(); }

    struct Standing
    {
        bool ended = false;  // Though the client may not have taken that yet.
        bool is_writing = false;
        /// Since when nothing has come from the client or been taken by it; nullopt while the
        /// service has something to do.
        std::optional<StreamTime> still_since;
    };
    [[nodiscard]] Standing standing() const
    {
        const std::scoped_lock lock{mutex_};
        return {.ended = end_.has_value(),
            .is_writing = is_writing_,
            .still_since = judged_ > 0 ? std::nullopt : std::optional{still_since_}};
    }

    void OnReadDone(bool ok) override
    {
        {
            const std::scoped_lock lock{mutex_};
            still_since_ = owner_.limits_.now();
            is_reading_ = false;
            if (ok)
            {
                const auto bytes = read_->ByteSizeLong();
                bytes_ += bytes;
                waiting_.push_back({std::move(read_), bytes});
            }
            else
                is_read_to_end_ = true;
        }
        act();
    }

    void OnWriteDone(bool ok) override
    {
        {
            const std::scoped_lock lock{mutex_};
            still_since_ = owner_.limits_.now();
            bytes_ -= answered_.front().bytes;
            answered_.pop_front();
            is_writing_ = false;
            if (!ok && !end_)
                end_ = grpc::Status::CANCELLED;  // The client is gone.
        }
        act();
    }

    void OnCancel() override { end(grpc::Status::CANCELLED); }
    void OnDone() override
    {
        cancellable_.done();
        owner_.remove(this);  // Destroys the stream.
    }

private:
    struct Asked
    {
        std::shared_ptr<pb::CheckStreamRequest> request;
        size_t bytes = 0;
    };
    struct Answered
    {
        pb::CheckStreamReply reply;
        size_t bytes = 0;  // Of its request.
    };

    /// Does what the state asks for. One thread at a time does, without holding the mutex.
    void act()
    {
        const auto self = shared_from_this();
        std::unique_lock lock{mutex_};
        turns_.act(lock, [this](auto& held) { return act_once(held); });
    }

    /// False when there is nothing to do.
    bool act_once(std::unique_lock<std::mutex>& lock)
    {
        if (is_finished_)
            return false;
        if (end_ || is_done())
        {
            // What is being judged still comes here.
            if (judged_ > 0)
                return false;
            is_finished_ = true;
            const auto status = end_ ? status_of(call_, *end_) : grpc::Status::OK;
            lock.unlock();
            Finish(status);
        }
        else if (!is_writing_ && !answered_.empty())
        {
            is_writing_ = true;
            const auto& reply = answered_.front().reply;
            lock.unlock();
            StartWrite(&reply);
        }
        else if (judged_ < kJudgedAtOnce && !waiting_.empty())
        {
            auto next = std::move(waiting_.front());
            waiting_.pop_front();
            ++judged_;
            lock.unlock();
            judge(std::move(next));
        }
        else if (!is_reading_ && !is_read_to_end_ && has_room())
        {
            is_reading_ = true;
            read_ = std::make_shared<pb::CheckStreamRequest>();
            lock.unlock();
            StartRead(read_.get());
        }
        else
            return false;
        lock.lock();
        return true;
    }

    [[nodiscard]] bool is_done() const
    {
        return is_read_to_end_ && waiting_.empty() && judged_ == 0 && answered_.empty();
    }
    [[nodiscard]] bool has_room() const
    {
        return waiting_.size() + judged_ + answered_.size() < owner_.limits_.requests &&
               bytes_ < owner_.limits_.request_bytes;
    }

    void judge(Asked asked)
    {
        const auto work = [self = shared_from_this(), asked](const std::stop_token& stop)
        {
            self->take(
                {stop.stop_requested() ? refuse_streamed(asked.request->id(), stopping().value())
                                       : answer_streamed(self->owner_.context_, *asked.request),
                    asked.bytes});
        };
        // The pool has room for what all streams may have in it: it is refused when it stops.
        if (owner_.pool_.submit(work, this) != WorkPool::Submitted::taken)
            take({refuse_streamed(asked.request->id(), stopping().value()), asked.bytes});
    }

    void take(Answered answer)
    {
        {
            const std::scoped_lock lock{mutex_};
            still_since_ = owner_.limits_.now();
            --judged_;
            answered_.push_back(std::move(answer));
        }
        act();
    }

    CheckStreams& owner_;
    grpc::CallbackServerContext& call_;
    CancellableCall cancellable_;

    mutable std::mutex mutex_;                      // Guards the following.
    std::shared_ptr<pb::CheckStreamRequest> read_;  // What is being read.
    std::deque<Asked> waiting_;
    size_t judged_ = 0;              // How many the pool has.
    std::deque<Answered> answered_;  // The first one is being written, or will be next.
    size_t bytes_ = 0;               // Of the requests of all of these.
    bool is_reading_ = false;
    bool is_read_to_end_ = false;
    bool is_writing_ = false;
    StreamTime still_since_;
    std::optional<CallFailure> end_;  // Set once, never changed.
    Turns turns_;
    bool is_finished_ = false;
};

namespace
{
/// A stream that ends before it begins; destroys itself.
class RefusedStream final : public CheckReactor
{
public:
    RefusedStream(grpc::CallbackServerContext& call, const CallFailure& why)
    {
        Finish(status_of(call, why));
    }
    void OnDone() override { delete this; }
};
}  // namespace

CheckStreams::CheckStreams(const ApiContext& context, CheckStreamLimits limits)
  : context_{context},
    limits_{std::move(limits)},
    pool_{{.threads = limits_.threads, .waiting = 2 * limits_.streams * kJudgedAtOnce}}
{
}

CheckStreams::~CheckStreams()
{
    stop();
}

CheckReactor* CheckStreams::open(grpc::CallbackServerContext& call)
{
    const auto stream = std::make_shared<Stream>(*this, call);
    if (const auto added = add(stream); !added)
        return new RefusedStream{call, added.error()};
    stream->begin();
    return stream.get();
}

CallResult CheckStreams::add(const std::shared_ptr<Stream>& stream)
{
    std::shared_ptr<Stream> gives_way;
    {
        const std::scoped_lock lock{mutex_};
        if (stopping_)
            return stopping();
        auto live = streams_;
        std::erase_if(live, [](const auto& known) { return known->standing().ended; });
        if (streams_.size() - live.size() >= limits_.streams)
            cancel_ended();
        if (live.size() >= limits_.streams)
        {
            gives_way = stillest_of(live);
            if (!gives_way)
            {
                ++refused_;
                return cannot_tell(CannotTell{CannotTell::Cause::overload,
                    fmt::format("all {} streams of checks are in use", limits_.streams)});
            }
            gives_way->decide_end(gave_way(limits_.patience));
        }
        streams_.push_back(stream);
    }
    if (gives_way)
        gives_way->give_way();
    return {};
}

/// The one that has stood still for the longest, and for too long; nullptr when none has.
std::shared_ptr<CheckStreams::Stream> CheckStreams::stillest_of(const Streams& live) const
{
    std::shared_ptr<Stream> out;
    auto since = limits_.now() - limits_.patience;
    for (const auto& stream : live)
    {
        const auto still_since = stream->standing().still_since;
        if (!still_since || *still_since > since)
            continue;
        since = *still_since;
        out = stream;
    }
    return out;
}

/// A client that takes nothing does not take the end of its stream either.
void CheckStreams::cancel_ended()
{
    for (const auto& stream : streams_)
    {
        if (stream->standing().ended)
            stream->cancel();
    }
}

void CheckStreams::remove(const Stream* stream)
{
    std::shared_ptr<Stream> last;  // Destroyed without the mutex.
    const std::scoped_lock lock{mutex_};
    const auto found = std::find_if(streams_.begin(), streams_.end(),
        [stream](const auto& known) { return known.get() == stream; });
    last = std::move(*found);
    streams_.erase(found);
}

CheckStreams::Streams CheckStreams::streams() const
{
    const std::scoped_lock lock{mutex_};
    return streams_;
}

StreamLoad CheckStreams::load() const
{
    const std::scoped_lock lock{mutex_};
    return {streams_.size(), refused_};
}

void CheckStreams::stop()
{
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    for (const auto& stream : streams())
        stream->end(stopping().value());
    pool_.stop();
}
}  // namespace interlock::server
