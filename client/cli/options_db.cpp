// The grammar of `interlock db`.
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kAbout =
    R"(Asks the Admin service (admin.listen) of a running interlockd. Of long jobs progress is told on
standard error; Ctrl-C breaks them off. For a stopped service: interlockd db --help.)";

constexpr const char* kExitCodes = "0 done, or sound; 1 not sound, or not what the chain has";

CLI::App& add_db_command(CLI::App& db, Request& request, const std::string& name,
    const std::string& help, Result<Output> (*run)(const Context&, const DbArgs&),
    std::vector<std::string> examples)
{
    auto& args = request.db;
    auto& command = add_command(db, request, name, help,
        [&args, run](const Context& context) { return run(context, args); });
    for (auto& example : examples)
        example = "db " + example;
    add_notes(command, {.exit_codes = kExitCodes, .examples = std::move(examples)});
    return command;
}
}  // namespace

void add_db(CLI::App& app, Request& request)
{
    auto& args = request.db;
    auto& db = *app.add_subcommand("db", "The index of a running service: sizes, checks, backups");
    add_notes(db, {.about = kAbout,
                      .exit_codes = kExitCodes,
                      .examples = {"db stats --jwt-secret jwt.hex",
                          "db backup /var/backups/interlock-1.db"}});
    db.require_subcommand(1);
    db.fallthrough();
    add_admin(db, args.admin);

    add_db_command(db, request, "stats", "How large the index is, and what is in it", run_db_stats,
        {"stats", "stats --count"})
        .add_flag(
            "--count", args.count, "Also logs, rows, and bytes by table; reads the whole index");
    add_db_command(db, request, "check", "Whether the index is sound by itself", run_db_check,
        {"check --quick"})
        .add_flag(
            "--quick", args.quick, "Without comparing the database's indexes with its tables");
    auto& verify = add_db_command(db, request, "verify",
        "Fetches blocks of a chain again and compares them with the index", run_db_verify,
        {"verify 901", "verify op-a --first 1200 --last 1234"});
    add_chain(verify, args.chain);
    add(verify, "--first", args.first, parse_number, "First block")->type_name("NUMBER");
    add(verify, "--last", args.last, parse_number, "Last block")->type_name("NUMBER");
    add(verify, "--sample", args.sample, parse_count,
        "So many blocks, drawn at random [default: all of a range, else 100]")
        ->type_name("COUNT");
    add_db_command(db, request, "backup", "Copies the index to a new file on the service's machine",
        run_db_backup, {"backup /var/backups/interlock-1.db"})
        .add_option("path", args.path, "Absolute; there must be no such file")
        ->type_name("PATH")
        ->required();
    auto& rewind = add_db_command(db, request, "rewind",
        "Takes a chain's newest blocks out of the index, to be fetched again", run_db_rewind,
        {"rewind 901 1234"});
    add_chain(rewind, args.chain);
    add(rewind, "number", args.number, parse_number,
        "The block that becomes the newest, not below the finalized one")
        ->type_name("NUMBER")
        ->required();
    add_db_command(db, request, "compact",
        "Gives free space in the file back; new blocks wait meanwhile", run_db_compact,
        {"compact"});
}
}  // namespace interlock::client::cli
