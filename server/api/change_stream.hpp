// One subscriber's stream of changes over gRPC.
#pragma once

#include "server/api/cancellable_call.hpp"
#include "server/api/journal_feed.hpp"
#include "server/api/turns.hpp"
#include "server/api/watch_hub.hpp"

namespace interlock::server
{
/// A page of changes at the most is in memory, and one write is outstanding. Thread-safe: the hub's
/// thread feeds it, gRPC's threads tell what became of writes.
template <typename Journal>
class ChangeStream final : public grpc::ServerWriteReactor<typename Journal::Message>,
                           public Stream,
                           public std::enable_shared_from_this<ChangeStream<Journal>>
{
public:
    using Message = typename Journal::Message;

    /// The hub outlives the stream. The context is gRPC's, and there until OnDone.
    ChangeStream(grpc::CallbackServerContext& call, WatchHub& hub, JournalFeed<Journal> feed)
      : call_{call}, hub_{hub}, feed_{std::move(feed)}
    {
    }

    Fed feed(const storage::View& view) override
    {
        {
            const std::scoped_lock lock{mutex_};
            if (end_)
                return Fed::waits;
            is_behind_ = next_ < page_.size();
            if (is_behind_)
                return Fed::waits;
        }
        auto page = feed_.next(view);
        if (!page)
        {
            end(page.error());
            return Fed::waits;
        }
        const bool goes_on = page->messages.empty() && page->has_more;
        {
            const std::scoped_lock lock{mutex_};
            page_ = std::move(page->messages);
            next_ = 0;
            is_behind_ = page->has_more;
            is_accepted_ = true;
        }
        act();
        return goes_on ? Fed::has_more : Fed::waits;
    }

    void end(const CallFailure& why) override
    {
        {
            const std::scoped_lock lock{mutex_};
            if (!end_)
                end_ = why;
        }
        act();
    }

    [[nodiscard]] Standing standing() const override
    {
        const std::scoped_lock lock{mutex_};
        return {.ended = end_.has_value(), .writing_since = writing_since_};
    }

    void cancel() override { cancellable_.cancel(); }

    void OnWriteDone(bool ok) override
    {
        bool is_hungry = false;
        {
            const std::scoped_lock lock{mutex_};
            writing_since_.reset();
            if (!ok && !end_)
                end_ = grpc::Status::CANCELLED;  // The client is gone.
            ++next_;
            is_hungry = next_ == page_.size() && is_behind_ && !end_;
        }
        act();
        if (is_hungry)
            hub_.wake();
    }

    void OnCancel() override { end(grpc::Status::CANCELLED); }

    void OnDone() override
    {
        cancellable_.done();
        hub_.remove(this);  // Destroys the stream.
    }

private:
    /// Tells gRPC what the state asks for. One thread at a time does, without holding the mutex: it
    /// sees what others change meanwhile, and no operation is begun after the last one.
    void act()
    {
        const auto self = this->shared_from_this();
        std::unique_lock lock{mutex_};
        turns_.act(lock, [this](auto& held) { return act_once(held); });
    }

    /// False when there is nothing to do.
    bool act_once(std::unique_lock<std::mutex>& lock)
    {
        if (is_finished_)
            return false;
        if (end_)
        {
            is_finished_ = true;
            lock.unlock();
            this->Finish(status_of(call_, *end_));
        }
        else if (is_accepted_ && !is_greeted_)
        {
            is_greeted_ = true;
            lock.unlock();
            this->StartSendInitialMetadata();
        }
        else if (!writing_since_ && next_ < page_.size())
        {
            writing_since_ = hub_.limits().now();
            const auto& message = page_[next_];
            lock.unlock();
            this->StartWrite(&message);
        }
        else
            return false;
        lock.lock();
        return true;
    }

    grpc::CallbackServerContext& call_;
    WatchHub& hub_;
    JournalFeed<Journal> feed_;  // Only the hub's thread.

    mutable std::mutex mutex_;                 // Guards the following.
    std::vector<Message> page_;                // Changes while no write is outstanding.
    size_t next_ = 0;                          // The one that is, or is to be, written.
    bool is_behind_ = false;                   // There is, or may be, more than the page.
    bool is_accepted_ = false;                 // The subscription made sense.
    bool is_greeted_ = false;                  // The client has been told so.
    std::optional<StreamTime> writing_since_;  // Set while a write is outstanding.
    std::optional<CallFailure> end_;           // Set once, never changed.
    Turns turns_;
    bool is_finished_ = false;
    CancellableCall cancellable_{call_};
};

/// A stream that ends before it begins; destroys itself.
template <typename Message>
class RefusedStream final : public grpc::ServerWriteReactor<Message>
{
public:
    RefusedStream(grpc::CallbackServerContext& call, const CallFailure& why)
    {
        this->Finish(status_of(call, why));
    }
    void OnDone() override { delete this; }
};

/// A stream that the hub keeps, or one that is refused.
template <typename Journal>
[[nodiscard]] grpc::ServerWriteReactor<typename Journal::Message>* open_stream(WatchHub& hub,
    grpc::CallbackServerContext& call, const Journal& journal,
    const CallAnswer<Subscription>& subscription)
{
    using Refused = RefusedStream<typename Journal::Message>;
    if (!subscription)
        return new Refused{call, subscription.error()};
    const auto stream = std::make_shared<ChangeStream<Journal>>(
        call, hub, JournalFeed<Journal>{journal, *subscription, hub.limits().page});
    if (const auto added = hub.add(stream); !added)
        return new Refused{call, added.error()};
    return stream.get();
}
}  // namespace interlock::server
