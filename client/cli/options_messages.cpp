// The grammar of the commands that list messages and find transactions.
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kAboutMessages =
    R"(The newest first; with --follow, each as it comes. --decode asks the chains' nodes what messages of
the L2ToL2CrossDomainMessenger say: calls, and token transfers among them. What a node tells is shown
only when it is what the index has the hash of. With --json one line for each message.)";

constexpr const char* kAboutTransaction =
    R"(The chains' nodes are asked for it, since the index has no transactions. Which block it is in and
what its logs are is checked against the index; which of the block's transactions it is, is the
node's word.)";

Parsed<pb::MessageState> parse_state(std::string_view text)
{
    if (text == "valid")
        return pb::MESSAGE_STATE_VALID;
    if (text == "invalid")
        return pb::MESSAGE_STATE_INVALID;
    if (text == "not_yet")
        return pb::MESSAGE_STATE_NOT_YET;
    if (text == "cannot_tell")
        return pb::MESSAGE_STATE_CANNOT_TELL;
    return tl::unexpected{
        "'" + printable(text) + "' is not a state: valid, invalid, not_yet or cannot_tell"};
}

void add_states(CLI::App& command, MessagesArgs& args)
{
    command
        .add_option_function<std::vector<std::string>>(
            "--state",
            [&args](const std::vector<std::string>& texts)
            {
                for (const auto& text : texts)
                {
                    const auto state = parse_state(text);
                    if (!state)
                        throw CLI::ValidationError{"--state", state.error()};
                    args.states.push_back(*state);
                }
            },
            "Only these: valid, invalid, not_yet or cannot_tell")
        ->type_name("valid|invalid|not_yet|cannot_tell")
        ->delimiter(',');
}

void add_list(CLI::App& app, Request& request)
{
    auto& args = request.messages;
    auto& command =
        add_command(app, request, "messages", "The messages that chains execute, the newest first",
            [&args](const Context& context) { return run_messages(context, args); });
    add_notes(command, {.about = kAboutMessages,
                           .examples = {"messages --from op-a --state invalid,not_yet",
                               "messages --decode --follow"}});
    command.add_option("--from", args.from, "Only those initiated on these chains")
        ->type_name("CHAIN")
        ->delimiter(',');
    command.add_option("--to", args.to, "Only those executed on these chains")
        ->type_name("CHAIN")
        ->delimiter(',');
    add_states(command, args);
    add(command, "--since", args.since_s, parse_number, "Only those executed then or later")
        ->type_name("TIME");
    add(command, "--until", args.until_s, parse_number, "Only those executed then or before")
        ->type_name("TIME");
    auto* const count =
        add(command, "--count", args.count, parse_count, "At most so many [default: 20]");
    count->type_name("N");
    command.add_flag("--decode", args.decode, "Ask nodes what the messenger's messages say");
    command.add_flag("--follow", args.follow, "Go on with new ones, until interrupted")
        ->excludes(count);
}

void add_transaction(CLI::App& app, Request& request)
{
    auto& args = request.transaction;
    auto& command = add_command(app, request, "transaction",
        "A transaction by its hash, and the messages that it says and executes",
        [&args](const Context& context) { return run_transaction(context, args); });
    add_notes(command, {.about = kAboutTransaction,
                           .exit_codes = "0 shown, 4 not all chains could be asked, 6 none has it",
                           .examples = {"transaction 0x…"}});
    add(command, "hash", args.hash, parse_hash, "Of the transaction")
        ->type_name("HASH")
        ->required();
    command.add_option("--chain", args.chains, "Ask only these chains")
        ->type_name("CHAIN")
        ->delimiter(',');
}
}  // namespace

void add_messages(CLI::App& app, Request& request)
{
    add_list(app, request);
    add_transaction(app, request);
}
}  // namespace interlock::client::cli
