// `interlock log-level`: what a running service logs.
#include "client/cli/admin_door.hpp"
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
void add_log_level(CLI::App& app, Request& request)
{
    auto& args = request.log_level;
    auto& command =
        add_command(app, request, "log-level", "What a running service logs from now on",
            [&args](const Context& context) { return run_log_level(context, args); });
    add_notes(
        command, {.about = "Asks the Admin service (admin.listen). It holds until the service "
                           "restarts: then log.level does.",
                     .exit_codes = "0 done",
                     .examples = {"log-level debug"}});
    add_admin(command, args.admin);
    command.add_option("level", args.level, "The least severe lines to log")
        ->type_name("trace|debug|info|warn|error")
        // Without its description: the choices stand in the name of the type.
        ->check(
            CLI::Validator{CLI::IsMember{{"trace", "debug", "info", "warn", "error"}}}.description(
                ""))
        ->required();
}

Result<Output> run_log_level(const Context& context, const LogLevelArgs& args)
{
    return Door::open(context, args.admin)
        .and_then([&](const Door& door) { return door.admin().set_log_level(args.level); })
        .map(
            [&]
            {
                return Output{.body = context.json ? json_line({{"level", args.level}})
                                                   : "lines from level " + args.level +
                                                         " on are logged until it restarts\n"};
            });
}
}  // namespace interlock::client::cli
