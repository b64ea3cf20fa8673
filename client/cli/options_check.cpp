// The grammar of `interlock check`.
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kCheckAbout =
    R"(One message is named by --chain, --block, --log, --timestamp and --origin, with its --payload
(the log's topics joined in order, then its data) or --payload-hash. Or --access-list takes what a
transaction announces: the CrossL2Inbox's storage keys, in order. Or --transaction takes the signed
transaction itself, as eth_sendRawTransaction does.

Level 'unsafe' is the default because it is computed for every chain; others may need sources that
the service does not have, and are then answered with "cannot tell".)";

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

}  // namespace

void add_check(CLI::App& app, Request& request)
{
    auto& args = request.check;
    auto& check =
        add_command(app, request, "check", "Whether messages may be executed, and why not",
            [&args](const Context& context) { return run_check(context, args); });
    add_notes(check, {.about = kCheckAbout,
                         .exit_codes = "0 valid, 1 invalid, 3 not yet, 4 cannot tell; of a list, "
                                       "that of the whole list",
                         .examples = {"check --on 902 --access-list 0x01…,0x03…",
                             "check --on op-b --transaction 0x02f8… --level cross-unsafe"}});
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
        "Level that the initiating block must have reached [default: unsafe]")
        ->type_name(kLevelChoices);
    add_identifier(check, args);
    check
        .add_option("--access-list", args.access_list,
            "Entries apart by commas or blanks; '-' reads them, or a JSON array, from standard "
            "input. May be repeated")
        ->type_name("ENTRIES")
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->group("Access list");
    check
        .add_option("--transaction", args.transaction,
            "A signed transaction, of which the announced messages are checked; '-' reads it from "
            "standard input")
        ->type_name("HEX")
        ->group("Access list");
}
}  // namespace interlock::client::cli
