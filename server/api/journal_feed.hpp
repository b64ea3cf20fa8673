// From a journal of the index to what a subscriber is told, page by page. Free of gRPC's threads
// and streams.
#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "server/api/call.hpp"

namespace interlock::server
{
/// What a subscriber wants to be told.
struct Subscription
{
    /// Only changes after this sequence number. Absent: first everything as it is now.
    std::optional<uint64_t> after;
    std::vector<ChainId> chains;  // By ascending id.
};

template <typename Message>
struct Page
{
    std::vector<Message> messages;
    bool has_more = false;  // The next page is known to be there.
};

/// One subscriber's way through a journal. For one thread.
///
/// `Journal` has: Message, the type told; range(view); changes(view, after, limit), in order;
/// now(view, chains), what is so already when a subscription begins; to_message(view, change).
template <typename Journal>
class JournalFeed
{
public:
    using Message = typename Journal::Message;

    JournalFeed(Journal journal, Subscription subscription, size_t page)
      : journal_{std::move(journal)}, subscription_{std::move(subscription)}, page_{page}
    {
    }

    /// What comes after the page before; of one consistent view.
    [[nodiscard]] CallAnswer<Page<Message>> next(const storage::View& view)
    {
        const auto range = journal_.range(view);
        if (!range)
            return cannot_tell(range.error());
        if (!position_)
            return begin(view, *range);
        // What the journal held when there was nothing in it yet is all that it has had.
        const bool is_whole = range->last - range->before_first < storage::kJournalLimit;
        if (*position_ == 0 && is_whole)
            position_ = range->before_first;
        if (*position_ < range->before_first)
            return fell_behind();
        return read(view);
    }

private:
    CallAnswer<Page<Message>> begin(const storage::View& view, const storage::JournalRange& range)
    {
        if (!subscription_.after)
            return begin_with_now(view, range);
        const auto after = *subscription_.after;
        // Zero stands for "no change yet", and for a beginning that was broken off.
        if (after == 0 || after < range.before_first || after > range.last)
            return out_of_range(after, range);
        position_ = after;
        return read(view);
    }

    /// Only the last one says from where to go on: one that has not got all must begin anew.
    CallAnswer<Page<Message>> begin_with_now(
        const storage::View& view, const storage::JournalRange& range)
    {
        auto messages = journal_.now(view, subscription_.chains);
        if (!messages)
            return cannot_tell(messages.error());
        if (!messages->empty())
            messages->back().set_sequence(range.last);
        position_ = range.last;
        return Page<Message>{*std::move(messages), false};
    }

    CallAnswer<Page<Message>> read(const storage::View& view)
    {
        const auto changes = journal_.changes(view, *position_, page_);
        if (!changes)
            return cannot_tell(changes.error());
        Page<Message> out{{}, changes->size() == page_};
        for (const auto& change : *changes)
        {
            if (!is_wanted(change.chain_id))
                continue;
            auto message = journal_.to_message(view, change);
            if (!message)
                return cannot_tell(message.error());
            out.messages.push_back(*std::move(message));
        }
        if (!changes->empty())
            position_ = changes->back().sequence;
        return out;
    }

    [[nodiscard]] bool is_wanted(const ChainId& chain) const
    {
        const auto& chains = subscription_.chains;
        return std::binary_search(chains.begin(), chains.end(), chain);
    }

    static tl::unexpected<CallFailure> out_of_range(
        uint64_t after, const storage::JournalRange& range)
    {
        return tl::unexpected{CallFailure{grpc::Status{grpc::StatusCode::OUT_OF_RANGE,
            fmt::format("after is {}, but the changes kept are those after {} up to {}: begin anew "
                        "without after",
                after, range.before_first, range.last)}}};
    }

    static tl::unexpected<CallFailure> fell_behind()
    {
        return cannot_tell(CannotTell{CannotTell::Cause::overload,
            "changes were read so slowly that the next ones are not kept any more; begin anew "
            "without after"});
    }

    const Journal journal_;
    const Subscription subscription_;
    const size_t page_;
    std::optional<uint64_t>
        position_;  // The last change that was read; absent before the first page.
};
}  // namespace interlock::server
