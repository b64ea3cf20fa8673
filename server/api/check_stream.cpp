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
}  // namespace

/// Thread-safe: gRPC's threads tell what became of reads and writes, the pool's bring answers.
class CheckStreams::Stream final : public CheckReactor, public std::enable_shared_from_this<Stream>
{
public:
    Stream(CheckStreams& owner, grpc::CallbackServerContext& call) : owner_{owner}, call_{call} {}

    /// Begins to read.
    void begin() { act(); }

    void end(const CallFailure& why)
    {
        {
            const std::scoped_lock lock{mutex_};
            if (!end_)
                end_ = why;
        }
        act();
    }

    void OnReadDone(bool ok) override
    {
        {
            const std::scoped_lock lock{mutex_};
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
            bytes_ -= answered_.front().bytes;
            answered_.pop_front();
            is_writing_ = false;
            if (!ok && !end_)
                end_ = grpc::Status::CANCELLED;  // The client is gone.
        }
        act();
    }

    void OnCancel() override { end(grpc::Status::CANCELLED); }
    void OnDone() override { owner_.remove(this); }  // Destroys the stream.

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
            --judged_;
            answered_.push_back(std::move(answer));
        }
        act();
    }

    CheckStreams& owner_;
    grpc::CallbackServerContext& call_;

    std::mutex mutex_;                              // Guards the following.
    std::shared_ptr<pb::CheckStreamRequest> read_;  // What is being read.
    std::deque<Asked> waiting_;
    size_t judged_ = 0;              // How many the pool has.
    std::deque<Answered> answered_;  // The first one is being written, or will be next.
    size_t bytes_ = 0;               // Of the requests of all of these.
    bool is_reading_ = false;
    bool is_read_to_end_ = false;
    bool is_writing_ = false;
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
    limits_{limits},
    pool_{{.threads = limits.threads, .waiting = limits.streams * kJudgedAtOnce}}
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
    const std::scoped_lock lock{mutex_};
    if (stopping_)
        return stopping();
    if (streams_.size() >= limits_.streams)
    {
        return cannot_tell(CannotTell{CannotTell::Cause::overload,
            fmt::format("all {} streams of checks are in use", limits_.streams)});
    }
    streams_.push_back(stream);
    return {};
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

std::vector<std::shared_ptr<CheckStreams::Stream>> CheckStreams::streams() const
{
    const std::scoped_lock lock{mutex_};
    return streams_;
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
