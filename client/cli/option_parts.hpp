// What the grammars of the commands are made of.
#pragma once

#include "client/cli/args.hpp"
#include "client/cli/options.hpp"

namespace interlock::client::cli
{
/// Adds an option whose text `parse` understands; its errors become the program's.
template <typename Target, typename T>
CLI::Option* add(CLI::App& app, const std::string& name, Target& target,
    Parsed<T> (*parse)(std::string_view), const std::string& help)
{
    return app.add_option_function<std::string>(
        name,
        [&target, parse, name](const std::string& text)
        {
            auto value = parse(text);
            if (!value)
                throw CLI::ValidationError{name, value.error()};
            target = std::move(*value);
        },
        help);
}

/// What --help says below the options. Empty parts are left out.
struct HelpNotes
{
    std::string about;
    /// "0 valid, 1 invalid"; those that all commands have are added.
    std::string exit_codes = "0 shown";
    /// Lines as one types them.
    std::vector<std::string> examples;
};

inline void add_notes(CLI::App& command, const HelpNotes& notes)
{
    auto text = notes.about.empty() ? "" : "\n" + notes.about + "\n";
    if (!notes.exit_codes.empty())
        text += "\nExit code: " + notes.exit_codes + "; otherwise as of all commands.\n";
    text += "\nExamples:";
    for (const auto& example : notes.examples)
        text += "\n  interlock " + example;
    command.footer(text);
}

/// The levels, as --help and completions list them.
inline constexpr const char* kLevelChoices = "unsafe|cross-unsafe|local-safe|safe|finalized";
inline constexpr const char* kCrossLevelChoices = "cross-unsafe|safe";

/// Adds a command that `run` carries out.
inline CLI::App& add_command(CLI::App& app, Request& request, const std::string& name,
    const std::string& help, std::function<Result<Output>(const Context&)> run)
{
    auto* const command = app.add_subcommand(name, help);
    command->callback([&request, run = std::move(run)] { request.run = run; });
    return *command;
}

inline void add_chain(CLI::App& command, std::string& chain)
{
    command.add_option("chain", chain, "Id or name")->type_name("CHAIN")->required();
}

/// Where the Admin service is, and what opens it.
inline void add_admin(CLI::App& app, AdminArgs& args)
{
    add(app, "--admin", args.server, parse_server,
        std::string{"HOST:PORT of the Admin service [default: "} + kDefaultAdminServer + "]")
        ->envname("INTERLOCK_ADMIN")
        ->type_name("HOST:PORT");
    app.add_option("--jwt-secret", args.jwt_secret,
           "File of the secret that the service has as admin.jwt_secret")
        ->envname("INTERLOCK_JWT_SECRET")
        ->type_name("FILE");
}

void add_check(CLI::App& app, Request& request);
/// status, chains and doctor.
void add_service(CLI::App& app, Request& request);
/// block, message, explain, derive, superroot and graph.
void add_inspection(CLI::App& app, Request& request);
/// messages and transaction.
void add_messages(CLI::App& app, Request& request);
void add_watch(CLI::App& app, Request& request);
void add_sync(CLI::App& app, Request& request);
void add_bench(CLI::App& app, Request& request);
/// Shell completion, and the manual page.
void add_documentation(CLI::App& app, Request& request);
void add_failsafe(CLI::App& app, Request& request);
void add_log_level(CLI::App& app, Request& request);
void add_db(CLI::App& app, Request& request);
}  // namespace interlock::client::cli
