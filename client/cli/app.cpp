#include "client/cli/app.hpp"

#include <algorithm>

#include "client/cli/options.hpp"

namespace interlock::client::cli
{
namespace
{
/// "status, chains or check".
std::string command_names(const CLI::App& app)
{
    std::string out;
    const auto commands = app.get_subcommands({});
    for (const auto* const command : commands)
        out += (command == commands.front()     ? ""
                   : command == commands.back() ? " or "
                                                : ", ") +
               command->get_name();
    return out;
}

/// What to try when nothing is there at all.
std::string hint(const Error& error, const Request& request, const AdminArgs* admin)
{
    if (error.kind != ErrorKind::unreachable || error.is_of_tls)
        return {};
    if (admin != nullptr)
        return "  no answer from " + admin->server +
               "; is interlockd running there with admin.listen? (--admin, INTERLOCK_ADMIN)\n";
    return "  no answer from " + request.connection.server +
           "; is interlockd running there? (--server, INTERLOCK_SERVER)\n";
}

/// For a command that asks the Admin service; nullptr for the others.
const AdminArgs* admin_of(const CLI::App& app, const Request& request)
{
    if (app.got_subcommand("db"))
        return &request.db.admin;
    if (app.got_subcommand("log-level"))
        return &request.log_level.admin;
    const auto* failsafe = app.get_subcommand("failsafe");
    const bool is_open_to_all = failsafe->got_subcommand("list");
    return failsafe->parsed() && !is_open_to_all ? &request.failsafe.admin : nullptr;
}

std::string error_text(const Error& error)
{
    auto out = printable(error.message);
    if (error.kind == ErrorKind::cannot_tell && error.cause != pb::CANNOT_TELL_CAUSE_UNSPECIFIED)
        out =
            "cannot tell: " + reason_text(Answer{tl::unexpect,
                                  CannotTell{.cause = error.cause, .explanation = error.message}});
    return "interlock: " + out + "\n";
}

ExitCode report(
    const Error& error, const Request& request, const AdminArgs* admin, const Process& process)
{
    if (request.json)
        process.out << json_line(error_json(error));
    else
        process.err << error_text(error) << hint(error, request, admin);
    return exit_code(error.kind);
}

/// Absent when nothing asks for encryption.
Result<std::optional<Tls>> tls_of(const Request& request)
{
    const auto& files = request.tls_files;
    if (!request.tls && !files.ca && !files.certificate && !files.key)
        return std::nullopt;
    if (files.certificate.has_value() != files.key.has_value())
        return usage_error(std::string{files.key ? "--tls-cert" : "--tls-key"} +
                           " FILE is missing: a certificate is shown with its key");
    return Tls::read(files)
        .map([](Tls tls) { return std::optional{std::move(tls)}; })
        .map_error([](std::string why)
            { return Error{.kind = ErrorKind::invalid_argument, .message = std::move(why)}; });
}

ExitCode execute(const Request& request, const AdminArgs* admin, const Process& process)
{
    auto options = request.connection;
    auto tls = tls_of(request);
    if (!tls)
        return report(tls.error(), request, admin, process);
    options.tls = *std::move(tls);
    const Client client{options};
    const Context context{.client = client,
        .server = options.server,
        .tls = options.tls,
        .in = process.in,
        .out = process.out,
        .err = process.err,
        .on_interrupt = process.on_interrupt,
        .open_terminal = process.open_terminal,
        .json = request.json,
        .colour = process.colour && !request.no_color,
        .now_s = process.now_s};
    const auto output = request.run(context);
    if (!output)
        return report(output.error(), request, admin, process);
    process.out << output->body;
    return output->code;
}

/// Nothing of the answer may get lost unnoticed: a script would take silence for "valid".
int finish(ExitCode code, const Process& process)
{
    process.out.flush();
    if (process.out)
        return static_cast<int>(code);
    process.err << "interlock: the answer could not be written to standard output\n";
    return static_cast<int>(ExitCode::cannot_tell);
}
}  // namespace

int run(std::span<const std::string> args, const Process& process)
{
    CLI::App app{"", "interlock"};
    Request request;
    add_options(app, request);
    app.failure_message(
        [](const CLI::App*, const CLI::Error& error)
        {
            return "interlock: " + std::string{error.what()} + "\n" +
                   "Run 'interlock --help' or 'interlock COMMAND --help' for more.\n";
        });
    try
    {
        // CLI11 takes its arguments last to first.
        app.parse(std::vector<std::string>{args.rbegin(), args.rend()});
        if (!request.run)
            throw CLI::RequiredError{"a COMMAND (" + command_names(app) + ")"};
    }
    catch (const CLI::ParseError& error)
    {
        const bool asked_for_help = app.exit(error, process.out, process.err) == 0;
        return finish(asked_for_help ? ExitCode::ok : ExitCode::usage, process);
    }
    return finish(execute(request, admin_of(app, request), process), process);
}
}  // namespace interlock::client::cli
