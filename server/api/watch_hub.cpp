#include "server/api/watch_hub.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace interlock::server
{
namespace
{
/// After so long the index is asked again when it was busy.
constexpr std::chrono::milliseconds kBusyPause{100};

CallFailure too_slow()
{
    return CannotTell{CannotTell::Cause::overload,
        "changes were not read for too long; go on after the last sequence number that was seen"};
}
}  // namespace

WatchHub::WatchHub(storage::ViewSource& views, CommitSignal& commits, WatchLimits limits)
  : views_{views},
    commits_{commits},
    limits_{std::move(limits)},
    thread_{[this](const std::stop_token& stop) { run(stop); }}
{
}

WatchHub::~WatchHub()
{
    stop();
}

CallResult WatchHub::add(std::shared_ptr<Stream> stream)
{
    {
        const std::scoped_lock lock{mutex_};
        if (stopping_)
            return stopping();
        if (count_live() >= limits_.subscribers)
        {
            ++refused_;
            return cannot_tell(CannotTell{CannotTell::Cause::overload,
                fmt::format("all {} subscriptions are in use", limits_.subscribers)});
        }
        streams_.push_back(std::move(stream));
    }
    wake();
    return {};
}

size_t WatchHub::count_live() const
{
    const auto live = std::count_if(streams_.begin(), streams_.end(),
        [](const auto& known) { return !known->standing().ended; });
    return static_cast<size_t>(live);
}

StreamLoad WatchHub::load() const
{
    const std::scoped_lock lock{mutex_};
    return {count_live(), refused_};
}

void WatchHub::remove(const Stream* stream)
{
    const std::scoped_lock lock{mutex_};
    std::erase_if(streams_, [stream](const auto& known) { return known.get() == stream; });
}

void WatchHub::stop()
{
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    thread_.request_stop();
    if (thread_.joinable())
        thread_.join();
    for (const auto& stream : streams())
        stream->end(stopping().value());
}

void WatchHub::run(const std::stop_token& stop)
{
    uint64_t seen = 0;
    while (!stop.stop_requested())
    {
        const auto fed = feed_all();
        cut_slow();
        cancel_oldest();
        if (fed != Stream::Fed::has_more)
            seen = commits_.wait(seen, stop, next_deadline(fed));
    }
}

/// Each stream gets one page at the most, all from one view.
Stream::Fed WatchHub::feed_all()
{
    const auto all = streams();
    if (all.empty())
        return Stream::Fed::waits;
    const auto view = views_.open_view();
    auto out = Stream::Fed::waits;
    for (const auto& stream : all)
    {
        if (view)
            out = std::max(out, stream->feed(**view));
        else if (view.error().kind == storage::ErrorKind::busy)
            return Stream::Fed::busy;
        else
            stream->end(trouble_of(view.error()));
    }
    return out;
}

void WatchHub::cut_slow()
{
    const auto before = limits_.now() - limits_.patience;
    for (const auto& stream : streams())
    {
        const auto [ended, writing_since] = stream->standing();
        if (ended || !writing_since || *writing_since > before)
            continue;
        spdlog::warn("a subscriber that read nothing for {} s was cut off",
            std::chrono::duration_cast<std::chrono::seconds>(limits_.patience).count());
        stream->end(too_slow());
    }
}

/// A client that never reads does not take the end of its stream either.
void WatchHub::cancel_oldest()
{
    auto ended = streams();
    std::erase_if(ended, [](const auto& stream) { return !stream->standing().ended; });
    for (size_t i = 0; i + limits_.ended < ended.size(); ++i)
        ended[i]->cancel();
}

WatchHub::Streams WatchHub::streams() const
{
    const std::scoped_lock lock{mutex_};
    return streams_;
}

std::optional<StreamTime> WatchHub::next_deadline(Stream::Fed fed) const
{
    std::optional<StreamTime> out;
    const auto take = [&](StreamTime time) { out = out ? std::min(*out, time) : time; };
    if (fed == Stream::Fed::busy)
        take(limits_.now() + kBusyPause);
    for (const auto& stream : streams())
    {
        const auto [ended, writing_since] = stream->standing();
        if (!ended && writing_since)
            take(*writing_since + limits_.patience);
    }
    return out;
}
}  // namespace interlock::server
