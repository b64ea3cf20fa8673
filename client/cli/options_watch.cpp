// The grammar of `interlock watch`.
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
}  // namespace

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
