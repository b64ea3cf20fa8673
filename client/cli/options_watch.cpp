// The grammar of `interlock watch` and `interlock sync`: what goes on until it is interrupted.
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kWatchAbout =
    R"(On a terminal, a view that is kept up to date: the heads of each chain, what they wait for, what is
wrong, and the latest changes below. Keys: j, k and arrows scroll, space and b page, q quits.
With --lines, or when the output goes elsewhere, a line for each change as it comes (with --json: a
line of JSON), first every head as it is now, or with --verdicts every block that is invalid now.
How to go on after the end is then said on standard error.
Either goes on by itself when the service comes back.)";

constexpr const char* kSyncAbout =
    R"(Shows a line for each chain, drawn anew twice a second (with --json: a line of JSON each time), and
ends once all chains have caught up with their nodes.)";
}  // namespace

void add_sync(CLI::App& app, Request& request)
{
    auto& args = request.sync;
    auto& sync = add_command(app, request, "sync", "How far and how fast each chain catches up",
        [&args](const Context& context) { return run_sync(context, args); });
    add_notes(sync, {.about = kSyncAbout,
                        .exit_codes = "0 all have caught up, 4 interrupted (Ctrl-C), or with "
                                      "--once: not all have",
                        .examples = {"sync", "sync --once --json"}});
    sync.add_flag("--once", args.once, "Look once instead of waiting");
}

void add_watch(CLI::App& app, Request& request)
{
    auto& args = request.watch;
    auto& watch =
        add_command(app, request, "watch", "Changes of heads, or of verdicts, as they come",
            [&args](const Context& context) { return run_watch(context, args); });
    add_notes(watch,
        {.about = kWatchAbout,
            .exit_codes = "0 interrupted (Ctrl-C), 4 cut off for reading too slowly, "
                          "6 changes after SEQ are not kept any more",
            .examples = {"watch", "watch op-a --lines", "watch --verdicts --after 1200 --json"}});
    watch.add_option("chains", args.chains, "Ids or names [default: all]")->type_name("CHAIN");
    watch.add_flag("--verdicts", args.verdicts,
        "Blocks found invalid, and what became of them, instead of heads");
    watch.add_flag("--lines", args.lines, "A line for each change, also on a terminal");
    add(watch, "--after", args.after, parse_number,
        "Only changes after this sequence number; implies --lines")
        ->type_name("SEQ");
}
}  // namespace interlock::client::cli
