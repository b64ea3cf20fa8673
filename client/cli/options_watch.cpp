// The grammar of `interlock watch` and `interlock sync`: what goes on until it is interrupted.
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kFooter = R"(
Prints a line for each change as it comes (with --json: a line of JSON), first every head as it is
now, or with --verdicts every block that is invalid now. Goes on by itself when the service comes
back. How to go on after the end is said on standard error.
Exit code: 0 interrupted (Ctrl-C), 4 cut off for reading too slowly, 6 changes after SEQ are not
kept any more.)";

constexpr const char* kSyncFooter = R"(
Shows a line for each chain, drawn anew twice a second (with --json: a line of JSON each time), and
ends once all chains have caught up with their nodes.
Exit code: 0 all have caught up, 4 interrupted (Ctrl-C), or with --once: not all have.)";
}  // namespace

void add_sync(CLI::App& app, Request& request)
{
    auto& args = request.sync;
    auto& sync = add_command(app, request, "sync", "How far and how fast each chain catches up",
        [&args](const Context& context) { return run_sync(context, args); });
    sync.footer(kSyncFooter);
    sync.add_flag("--once", args.once, "Look once instead of waiting");
}

void add_watch(CLI::App& app, Request& request)
{
    auto& args = request.watch;
    auto& watch =
        add_command(app, request, "watch", "Changes of heads, or of verdicts, as they come",
            [&args](const Context& context) { return run_watch(context, args); });
    watch.footer(kFooter);
    watch.add_option("chains", args.chains, "Ids or names [default: all]")->type_name("CHAIN");
    watch.add_flag("--verdicts", args.verdicts,
        "Blocks found invalid, and what became of them, instead of heads");
    add(watch, "--after", args.after, parse_number, "Only changes after this sequence number")
        ->type_name("SEQ");
}
}  // namespace interlock::client::cli
