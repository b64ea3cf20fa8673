// `interlock watch`: a live view on a terminal, else changes as they happen, a line each.
#include "client/watch.hpp"

#include "client/cli/change_lines.hpp"
#include "client/cli/live_watch.hpp"

namespace interlock::client::cli
{
namespace
{
Result<Subscription> subscription_of(const WatchArgs& args, const Chains& chains)
{
    Subscription out{.chains = {}, .after = args.after};
    for (const auto& text : args.chains)
    {
        const auto chain = resolve_chain(text, chains);
        if (!chain)
            return usage_error(chain.error());
        out.chains.push_back(*chain);
    }
    return out;
}

template <typename Change>
using WatchCall = WatchEnd (Client::*)(
    const Subscription&, const OnChange<Change>&, const std::stop_token&) const;

/// Prints until told to stop, or until going on makes no sense.
template <typename Change>
WatchEnd follow(
    const Context& context, const Chains& chains, Subscription from, WatchCall<Change> watch)
{
    const auto stop = context.on_interrupt ? context.on_interrupt() : std::stop_token{};
    const auto view = context.view(chains);
    bool out_of_touch = false;  // So that one outage is told once.
    const auto print = [&](const Change& change)
    {
        out_of_touch = false;
        context.out << (context.json ? json_line(change_json(change)) : change_text(change, view))
                    << std::flush;
        return context.out.good();  // Nobody reads on: `interlock watch | head`.
    };
    const auto tell_outage = [&](const Error& error)
    {
        if (!std::exchange(out_of_touch, true))
            context.err << "interlock: " << printable(error.message) << "; trying again\n"
                        << std::flush;
    };
    return resume(
        std::move(from),
        [&](const Subscription& at) { return (context.client.*watch)(at, print, stop); },
        tell_outage, stop);
}

/// For standard error: that it was no failure, and how to go on without a gap.
std::string ending(const WatchEnd& end)
{
    std::string out = end.error ? "" : "interlock: stopped\n";
    if (end.error && end.error->kind == ErrorKind::gone)
        out += "interlock: changes so long ago are not kept; begin anew without --after\n";
    else if (end.sequence)
        out += "interlock: to go on from here: --after " + std::to_string(*end.sequence) + "\n";
    return out;
}
}  // namespace

Result<Output> run_watch(const Context& context, const WatchArgs& args)
{
    const auto chains = context.client.chains();
    if (!chains)
        return tl::unexpected{chains.error()};
    auto from = subscription_of(args, *chains);
    if (!from)
        return tl::unexpected{std::move(from.error())};
    // Who asks for changes from some point on wants to read them all.
    if (context.open_terminal && !context.json && !args.lines && !args.after)
        return watch_live(context, args, *chains, std::move(from->chains));
    const auto end =
        args.verdicts
            ? follow<VerdictChange>(context, *chains, *std::move(from), &Client::watch_verdicts)
            : follow<HeadChange>(context, *chains, *std::move(from), &Client::watch_heads);
    context.err << ending(end);
    if (end.error)
        return tl::unexpected{*end.error};
    return Output{};
}
}  // namespace interlock::client::cli
