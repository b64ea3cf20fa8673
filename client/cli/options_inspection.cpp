// The grammar of the commands that show blocks and what is between them.
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kExplainAbout =
    R"(A block that waits is shown with what it waits for, that with what it waits for, and so on down to
the root.)";
constexpr const char* kExplainExitCodes =
    "0 accepted, or nothing is waited for; 1 invalid; 3 waits; of both views, that of the worse";

constexpr const char* kDeriveAbout =
    R"(L1 NEEDED is the L1 block that must be final for the block to be so: the highest of its own, its
parent's and its messages'.)";

constexpr const char* kSuperRootAbout =
    R"(Of each chain the last block up to that time; where it replaced an invalid block, that one's output
is the optimistic one. L1 NEEDED is the L1 block by which exactly it was derived. What cannot be told
exactly is refused: the service needs consensus nodes that keep their safe heads.)";

constexpr const char* kGraphAbout =
    R"(Blocks are boxes, coloured by the furthest level that they have reached. Messages are arrows from
the block that executes to the block that initiates, with the index of either log: green valid, red
invalid, dashed not yet decided. With --json the data as it is, and --format does not matter.)";

Parsed<GraphFormat> parse_graph_format(std::string_view text)
{
    if (text == "dot")
        return GraphFormat::dot;
    if (text == "mermaid")
        return GraphFormat::mermaid;
    return tl::unexpected{"'" + printable(text) + "' is not a format: dot or mermaid"};
}

constexpr const char* kCrossLevelsHelp = "By the newest views, or by the local-safe ones";

/// The block's place, as the first two arguments.
void add_place(CLI::App& command, std::string& chain, uint64_t& number)
{
    add_chain(command, chain);
    add(command, "number", number, parse_number, "Block number")->type_name("NUMBER")->required();
}

void add_block(CLI::App& app, Request& request)
{
    auto& args = request.block;
    auto& block = add_command(app, request, "block",
        "A block: its levels, decisions, logs and executing messages",
        [&args](const Context& context) { return run_block(context, args); });
    add_notes(block, {.examples = {"block 901 1234", "--json block op-a 1234 --logs"}});
    add_place(block, args.chain, args.number);
    block.add_flag("--logs", args.all_logs, "List the hash of every log, not only the first 10");
}

void add_message(CLI::App& app, Request& request)
{
    auto& args = request.message;
    auto& message = add_command(app, request, "message",
        "A log as a message: its access-list entries, and who executes it",
        [&args](const Context& context) { return run_message(context, args); });
    add_notes(message, {.examples = {"message 901 1234 0"}});
    add_place(message, args.chain, args.block_number);
    add(message, "index", args.log_index, parse_log_index, "Index of the log in the block")
        ->type_name("INDEX")
        ->required();
}

void add_explain_block(CLI::App& explain, Request& request)
{
    auto& args = request.explain_block;
    auto& block = add_command(explain, request, "block",
        "Whether a block is accepted, invalid or waits, and why",
        [&args](const Context& context) { return run_explain_block(context, args); });
    add_notes(block,
        {.about = kExplainAbout,
            .exit_codes = kExplainExitCodes,
            .examples = {"explain block 901 1234", "explain block op-a 0x8f3c… --level safe"}});
    add_chain(block, args.chain);
    add(block, "block", args.block, parse_block, "Number, or hash: also of a block that is gone")
        ->type_name("NUMBER|HASH")
        ->required();
    add(block, "--level", args.level, parse_cross_level,
        std::string{kCrossLevelsHelp} + " [default: both]")
        ->type_name(kCrossLevelChoices);
}

void add_explain_head(CLI::App& explain, Request& request)
{
    auto& args = request.explain_head;
    auto& head = add_command(explain, request, "head", "What the head of a level waits for",
        [&args](const Context& context) { return run_explain_head(context, args); });
    add_notes(head, {.about = kExplainAbout,
                        .exit_codes = kExplainExitCodes,
                        .examples = {"explain head 901 safe"}});
    add_chain(head, args.chain);
    add(head, "level", args.level, parse_level, "Of which the head is meant")
        ->type_name(kLevelChoices)
        ->required();
}

void add_explain(CLI::App& app, Request& request)
{
    auto& explain = *app.add_subcommand("explain", "Why a block, or a head, is where it is");
    explain.require_subcommand(1);
    add_notes(explain, {.about = kExplainAbout,
                           .exit_codes = kExplainExitCodes,
                           .examples = {"explain block 901 1234", "explain head 901 safe"}});
    add_explain_block(explain, request);
    add_explain_head(explain, request);
}

void add_derive(CLI::App& app, Request& request)
{
    auto& args = request.derive;
    auto& derive = add_command(app, request, "derive",
        "Decisions, messages and L1 blocks of a range of blocks, as a derivation needs them",
        [&args](const Context& context) { return run_derive(context, args); });
    add_notes(derive, {.about = kDeriveAbout,
                          .exit_codes = "0 shown, 6 the index ends before LAST",
                          .examples = {"derive 901 1200 1234", "derive op-a 1200 --json"}});
    add_chain(derive, args.chain);
    add(derive, "first", args.first, parse_number, "First block's number")
        ->type_name("FIRST")
        ->required();
    add(derive, "last", args.last, parse_number, "Last block's number [default: FIRST]")
        ->type_name("LAST");
    add(derive, "--level", args.level, parse_cross_level,
        std::string{kCrossLevelsHelp} + " [default: safe]")
        ->type_name(kCrossLevelChoices);
}

void add_super_root(CLI::App& app, Request& request)
{
    auto& args = request.super_root;
    auto& command = add_command(app, request, "superroot",
        "The commitment of all chains to their state at a time, and what it is made of",
        [&args](const Context& context) { return run_super_root(context, args); });
    add_notes(command, {.about = kSuperRootAbout,
                           .exit_codes = "0 verified, 3 not verified yet",
                           .examples = {"superroot 1795539675"}});
    add(command, "time", args.timestamp_s, parse_number, "Unix time")
        ->type_name("TIME")
        ->required();
}

void add_graph(CLI::App& app, Request& request)
{
    auto& args = request.graph;
    auto& graph = add_command(app, request, "graph",
        "The blocks around a time and the messages between them, to be drawn",
        [&args](const Context& context) { return run_graph(context, args); });
    add_notes(graph, {.about = kGraphAbout,
                         .examples = {"graph --around op-b 17 | dot -Tsvg > messages.svg",
                             "graph --at 1795539675 --radius 60 --format mermaid"}});
    auto* const at = add(graph, "--at", args.at_s, parse_number, "Unix time [default: now]");
    at->type_name("T");
    graph.add_option("--around", args.around, "The time of this block")
        ->type_name("CHAIN NUMBER")
        ->expected(2)
        ->excludes(at);
    add(graph, "--radius", args.radius_s, parse_number,
        "Seconds before and after, at most 3600 [default: 10]")
        ->type_name("S");
    add(graph, "--format", args.format, parse_graph_format,
        "For Graphviz, or to be pasted where Mermaid is drawn [default: dot]")
        ->type_name("dot|mermaid");
}
}  // namespace

void add_inspection(CLI::App& app, Request& request)
{
    add_block(app, request);
    add_message(app, request);
    add_explain(app, request);
    add_derive(app, request);
    add_super_root(app, request);
    add_graph(app, request);
}
}  // namespace interlock::client::cli
