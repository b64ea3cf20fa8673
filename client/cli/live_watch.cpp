#include "client/cli/live_watch.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "client/cli/live_screen.hpp"

namespace interlock::client::cli
{
namespace
{
using std::chrono::milliseconds;

/// The screen is drawn anew at most so often, and the service asked half as often.
constexpr milliseconds kFrame{250};
constexpr milliseconds kPoll{500};
/// Before a stream that broke for good begins anew.
constexpr milliseconds kPause{1'000};

/// False when told to stop.
bool pause_for(milliseconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

/// Keeps a state up to date on threads of its own. Thread-safe.
class Follower
{
public:
    Follower(const Context& context, const WatchArgs& args, LiveState state)
      : client_{context.client},
        started_s_{context.now_s},
        only_{state.only},
        state_{std::move(state)},
        poller_{[this](const std::stop_token& stop) { poll(stop); }},
        verdicts_{[this](const std::stop_token& stop)
            { follow<VerdictChange>(&Client::watch_verdicts, stop); }}
    {
        if (!args.verdicts)
            heads_ = std::jthread{[this](const std::stop_token& stop)
                { follow<HeadChange>(&Client::watch_heads, stop); }};
    }

    [[nodiscard]] LiveScreen screen(LiveView view) const
    {
        view.now_s = now_s();
        const std::lock_guard lock{mutex_};
        return live_screen(state_, view);
    }

private:
    template <typename Change>
    using WatchCall = WatchEnd (Client::*)(
        const Subscription&, const OnChange<Change>&, const std::stop_token&) const;

    uint64_t now_s() const
    {
        const auto passed = std::chrono::steady_clock::now() - started_;
        return started_s_ + static_cast<uint64_t>(
                                std::chrono::duration_cast<std::chrono::seconds>(passed).count());
    }

    void poll(const std::stop_token& stop)
    {
        do
        {
            auto status = client_.status();
            auto heads = status ? client_.heads() : tl::unexpected{status.error()};
            const std::lock_guard lock{mutex_};
            if (status)
            {
                state_.status = *std::move(status);
                state_.outage.reset();
            }
            else if (!state_.outage)
                state_.outage = Outage{.since_s = now_s(), .why = status.error().message};
            if (heads)
                state_.heads = *std::move(heads);
        } while (pause_for(kPoll, stop));
    }

    template <typename Change>
    void follow(WatchCall<Change> watch, const std::stop_token& stop)
    {
        const auto take = [this](const Change& change)
        {
            // Heads that are told first, as they are, are in the table.
            if (change.at_s == 0)
                return true;
            const std::lock_guard lock{mutex_};
            add_change(change, state_);
            return true;
        };
        Subscription from{.chains = only_};
        do
        {
            const auto end = resume(
                from, [&](const Subscription& at) { return (client_.*watch)(at, take, stop); },
                [](const Error&) {}, stop);
            // What is not kept any more is not missed: the table shows how it is now.
            const bool is_gone = end.error && end.error->kind == ErrorKind::gone;
            from.after = is_gone ? std::nullopt : end.sequence;
        } while (pause_for(kPause, stop));
    }

    const Client& client_;
    const uint64_t started_s_;
    const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    const std::vector<ChainId> only_;
    mutable std::mutex mutex_;
    LiveState state_;  // Guarded by mutex_.
    // Last, so that they have ended when the rest goes.
    std::jthread poller_;
    std::jthread verdicts_;
    std::jthread heads_;
};

/// Where an event leads from `screen`.
size_t moved(const LiveScreen& screen, TerminalEvent event)
{
    const auto at = screen.first_chain;
    switch (event)
    {
        case TerminalEvent::up:
            return at - std::min<size_t>(at, 1);
        case TerminalEvent::down:
            return at + 1;
        case TerminalEvent::page_up:
            return at - std::min(at, screen.page);
        case TerminalEvent::page_down:
            return at + screen.page;
        case TerminalEvent::first:
            return 0;
        case TerminalEvent::last:
            return SIZE_MAX;
        case TerminalEvent::none:
        case TerminalEvent::redraw:
        case TerminalEvent::quit:
            break;
    }
    return at;
}
}  // namespace

Result<Output> watch_live(
    const Context& context, const WatchArgs& args, Chains chains, std::vector<ChainId> only)
{
    LiveState state;
    state.server = context.server;
    state.chains = std::move(chains);
    state.only = std::move(only);
    const Follower follower{context, args, std::move(state)};
    // Given back before the threads are waited for.
    const auto terminal = context.open_terminal();
    LiveView view{.colour = context.colour};
    for (;;)
    {
        view.size = terminal->size();
        const auto screen = follower.screen(view);
        terminal->show(screen.lines);
        const auto event = terminal->wait(kFrame);
        if (event == TerminalEvent::quit)
            return Output{};
        view.first_chain = moved(screen, event);
    }
}
}  // namespace interlock::client::cli
