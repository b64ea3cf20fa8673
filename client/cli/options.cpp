#include "client/cli/options.hpp"

#include "client/cli/args.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kFooter = R"(
Exit codes:
  0  valid, or shown     3  not yet: ask again later   5  the service is not reachable
  1  invalid             4  the service cannot tell    6  block or message not indexed
  2  wrong usage

Examples:
  interlock status
  interlock check --on 902 --access-list 0x01…,0x03…
  interlock check --on op-b --chain op-a --block 12 --log 0 --timestamp 1700000000 \
      --origin 0x4200000000000000000000000000000000000023 --payload-hash 0x…
  interlock message 901 12 0
  interlock --json block op-a 12

A CHAIN is an id (decimal or 0x…) or a name from the service's configuration.
'interlock COMMAND --help' says more.)";

constexpr const char* kCheckFooter = R"(
One message is named by --chain, --block, --log, --timestamp and --origin, with its --payload
(the log's topics joined in order, then its data) or --payload-hash. Or --access-list takes what a
transaction announces: the CrossL2Inbox's storage keys, in order.

Level 'unsafe' is the default because it is computed for every chain; others may need sources that
the service does not have, and are then answered with "cannot tell".
Exit code: 0 valid, 1 invalid, 3 not yet, 4 cannot tell; of a list, that of the whole list.)";

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

CLI::App& add_command(CLI::App& app, Request& request, const std::string& name,
    const std::string& help, std::function<Result<Output>(const Context&)> run)
{
    auto* const command = app.add_subcommand(name, help);
    command->callback([&request, run = std::move(run)] { request.run = run; });
    return *command;
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
    app.add_flag("--json", request.json, "One line of JSON instead of text for people");
    app.add_flag("--no-color", request.no_color, "No colour, also on a terminal (or set NO_COLOR)");
    app.set_version_flag("--version", "interlock " INTERLOCK_VERSION, "Show the program's version");
}

void add_identifier(CLI::App& check, CheckArgs& args)
{
    constexpr const char* kGroup = "One message";
    add(check, "--origin", args.origin, parse_address, "Contract that emitted the log")
        ->type_name("ADDRESS")
        ->group(kGroup);
    check.add_option("--chain", args.chain, "Chain of the log")->type_name("CHAIN")->group(kGroup);
    add(check, "--block", args.block_number, parse_number, "Block number of the log")
        ->type_name("N")
        ->group(kGroup);
    add(check, "--log", args.log_index, parse_log_index, "Index of the log in its block")
        ->type_name("I")
        ->group(kGroup);
    add(check, "--timestamp", args.initiated_s, parse_number, "Unix time of the log's block")
        ->type_name("T")
        ->group(kGroup);
    add(check, "--payload", args.payload, parse_payload, "The log's topics and data")
        ->type_name("HEX")
        ->group(kGroup);
    add(check, "--payload-hash", args.payload_hash, parse_hash, "keccak256 of the payload")
        ->type_name("HASH")
        ->group(kGroup);
}

void add_check(CLI::App& app, Request& request)
{
    auto& args = request.check;
    auto& check =
        add_command(app, request, "check", "Whether messages may be executed, and why not",
            [&args](const Context& context) { return run_check(context, args); });
    check.footer(kCheckFooter);
    check.add_option("--on", args.executing_chain, "Chain that executes")
        ->type_name("CHAIN")
        ->required();
    add(check, "--at", args.timestamp_s, parse_number,
        "Unix time of the executing block [default: now]")
        ->type_name("T");
    add(check, "--timeout", args.timeout_s, parse_number,
        "Seconds after --at that the message must stay valid [default: 0]")
        ->type_name("S");
    add(check, "--level", args.level, parse_level,
        "Level that the initiating block must have reached: unsafe, cross-unsafe, local-safe, "
        "safe or finalized [default: unsafe]")
        ->type_name("LEVEL");
    add_identifier(check, args);
    check
        .add_option("--access-list", args.access_list,
            "Entries apart by commas or blanks; '-' reads them, or a JSON array, from standard "
            "input. May be repeated")
        ->type_name("ENTRIES")
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->group("Access list");
}

void add_block(CLI::App& app, Request& request)
{
    auto& args = request.block;
    auto& block =
        add_command(app, request, "block", "A block: its levels, logs and executing messages",
            [&args](const Context& context) { return run_block(context, args); });
    block.add_option("chain", args.chain, "Id or name")->type_name("CHAIN")->required();
    add(block, "number", args.number, parse_number, "Block number")
        ->type_name("NUMBER")
        ->required();
    block.add_flag("--logs", args.all_logs, "List the hash of every log, not only the first 10");
}

void add_message(CLI::App& app, Request& request)
{
    auto& args = request.message;
    auto& message = add_command(app, request, "message",
        "A log as a message: its access-list entries, and who executes it",
        [&args](const Context& context) { return run_message(context, args); });
    message.add_option("chain", args.chain, "Id or name")->type_name("CHAIN")->required();
    add(message, "number", args.block_number, parse_number, "Block number")
        ->type_name("NUMBER")
        ->required();
    add(message, "index", args.log_index, parse_log_index, "Index of the log in the block")
        ->type_name("INDEX")
        ->required();
}
}  // namespace

void add_options(CLI::App& app, Request& request)
{
    app.description("Asks an Interlock service about cross-chain messages of OP Stack chains.");
    app.footer(kFooter);
    app.require_subcommand(0, 1);  // None is refused after parsing, when unknown words were.
    app.fallthrough();             // Global options may also follow the command.
    add_global(app, request);
    add_command(app, request, "status", "Whether the service is ready, and how far each chain is",
        run_status);
    add_command(app, request, "chains", "The chains that may message each other", run_chains);
    add_check(app, request);
    add_block(app, request);
    add_message(app, request);
}
}  // namespace interlock::client::cli
