#include "client/cli/options.hpp"

#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kFooter = R"(
Exit codes:
  0  valid, or shown     3  not yet: ask again later   5  the service is not reachable
  1  invalid             4  the service cannot tell    6  block or message not indexed,
  2  wrong usage                                          or changes not kept any more
  7  the doctor found something to mend

Examples:
  interlock status
  interlock doctor
  interlock check --on 902 --access-list 0x01…,0x03…
  interlock check --on op-b --chain op-a --block 12 --log 0 --timestamp 1700000000 \
      --origin 0x4200000000000000000000000000000000000023 --payload-hash 0x…
  interlock message 901 12 0
  interlock --json block op-a 12
  interlock explain block op-b 17
  interlock graph --around op-b 17 | dot -Tsvg > messages.svg
  interlock watch
  interlock failsafe on op-a op-b --reason "op-b's bridge is under attack"

A CHAIN is an id (decimal or 0x…) or a name from the service's configuration.
'interlock COMMAND --help' says more.)";

void add_tls(CLI::App& app, Request& request)
{
    const auto add_file = [&](const char* name, std::optional<std::filesystem::path>& file,
                              const char* variable, const char* help)
    { app.add_option(name, file, help)->envname(variable)->type_name("FILE"); };
    auto& files = request.tls_files;
    app.add_flag("--tls", request.tls,
        "Encrypt, and believe certificates that the system trusts; files below imply it");
    add_file("--tls-ca", files.ca, "INTERLOCK_TLS_CA",
        "Believe certificates that these have signed instead (PEM)");
    add_file("--tls-cert", files.certificate, "INTERLOCK_TLS_CERT",
        "Show this certificate, to services that want one (PEM)");
    add_file("--tls-key", files.key, "INTERLOCK_TLS_KEY", "Its private key (PEM)");
}

void add_global(CLI::App& app, Request& request)
{
    add(app, "--server", request.connection.server, parse_server,
        std::string{"HOST:PORT of the service [default: "} + kDefaultServer + "]")
        ->envname("INTERLOCK_SERVER")
        ->type_name("HOST:PORT");
    add(app, "--deadline", request.connection.deadline, parse_deadline,
        "Seconds to wait for an answer [default: 5]")
        ->type_name("S");
    add_tls(app, request);
    app.add_flag("--json", request.json, "One line of JSON instead of text for people");
    app.add_flag("--no-color", request.no_color, "No colour, also on a terminal (or set NO_COLOR)");
    app.set_version_flag("--version", "interlock " INTERLOCK_VERSION, "Show the program's version");
}
}  // namespace

void add_options(CLI::App& app, Request& request)
{
    app.description("Asks an Interlock service about cross-chain messages of OP Stack chains.");
    app.footer(kFooter);
    app.require_subcommand(0, 1);  // None is refused after parsing, when unknown words were.
    app.fallthrough();             // Global options may also follow the command.
    add_global(app, request);
    add_service(app, request);
    add_check(app, request);
    add_inspection(app, request);
    add_messages(app, request);
    add_watch(app, request);
    add_sync(app, request);
    add_failsafe(app, request);
    add_bench(app, request);
    add_log_level(app, request);
    add_db(app, request);
    add_documentation(app, request);
}
}  // namespace interlock::client::cli
