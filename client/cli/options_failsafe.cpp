// The grammar of `interlock failsafe`.
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kAbout =
    R"(While a failsafe is in force, messages in its scope are not judged: checks answer "cannot tell" with
the reason. One for all chains is also what clients see that poll for it, and makes them drop every
interop transaction. Those that an operator raised stay until they are cleared, through restarts.
list asks the service; on and off ask its Admin service (admin.listen).)";

CLI::App& add_failsafe_command(CLI::App& failsafe, Request& request, const std::string& name,
    const std::string& help, Result<Output> (*run)(const Context&, const FailsafeArgs&),
    const std::string& example)
{
    auto& args = request.failsafe;
    auto& command = add_command(failsafe, request, name, help,
        [&args, run](const Context& context) { return run(context, args); });
    add_notes(command, {.exit_codes = "0 shown, or done", .examples = {"failsafe " + example}});
    return command;
}

/// Who, and for which chains.
void add_scope(CLI::App& command, FailsafeArgs& args)
{
    command
        .add_option("chains", args.chains,
            "Two chains: messages between them; one: all its messages; none: all messages")
        ->type_name("CHAIN")
        ->expected(0, 2);
    command.add_option("--by", args.by, "Who wants it [default: the user's name]")
        ->envname("USER")
        ->type_name("NAME");
}
}  // namespace

void add_failsafe(CLI::App& app, Request& request)
{
    auto& args = request.failsafe;
    auto& failsafe = *app.add_subcommand("failsafe", "Messages that are not judged, and why");
    add_notes(failsafe, {.about = kAbout,
                            .exit_codes = "0 shown, or done",
                            .examples = {"failsafe list",
                                "failsafe on op-a op-b --reason \"op-b's bridge is attacked\""}});
    failsafe.require_subcommand(1);
    failsafe.fallthrough();
    add_admin(failsafe, args.admin);
    add_failsafe_command(failsafe, request, "list", "What is in force", run_failsafe_list, "list");
    auto& on = add_failsafe_command(failsafe, request, "on",
        "From now on messages are not judged, until that is cleared", run_failsafe_on,
        "on op-a op-b --reason \"op-b's bridge is attacked\"");
    add_scope(on, args);
    on.add_option("--reason", args.reason, "For everyone who asks; one line")
        ->type_name("TEXT")
        ->required();
    auto& off = add_failsafe_command(failsafe, request, "off",
        "Clears what was raised for exactly these chains", run_failsafe_off, "off op-a op-b");
    add_scope(off, args);
}
}  // namespace interlock::client::cli
