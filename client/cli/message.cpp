// `interlock message`: one log as a message, how to execute it, and who did.
#include "client/cli/commands.hpp"
#include "client/cli/decision_text.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kIndent = 2;

LogPosition position_of(const MessageInfo& message, const ChainId& chain)
{
    return {.chain_id = chain,
        .block_number = message.block.id.number,
        .timestamp_s = message.block.timestamp_s,
        .log_index = message.log_index};
}

std::vector<Hash32> entries_of(const MessageInfo& message, const ChainId& chain)
{
    return encode_access({.at = position_of(message, chain), .checksum = message.checksum});
}

/// The reason why the checksum that the service gave is wrong, or nothing. It goes into people's
/// transactions, so it is not believed.
std::optional<Error> checksum_fault(const MessageInfo& message, const ChainId& chain)
{
    if (message_checksum(message.log_hash, position_of(message, chain)) == message.checksum)
        return std::nullopt;
    return Error{.kind = ErrorKind::other,
        .message = "the reply makes no sense: checksum is not that of the log_hash"};
}

std::string header_text(const MessageInfo& message, const ChainId& chain, const View& view)
{
    auto table = details_table();
    add_detail(table, "block hash", to_hex(message.block.id.hash));
    add_detail(table, "time",
        moment(message.block.timestamp_s, view.now_s) + " (" +
            std::to_string(message.block.timestamp_s) + ")");
    add_detail(table, "levels", levels_text(message.levels));
    add_detail(table, "log hash", to_hex(message.log_hash));
    add_detail(table, "checksum", to_hex(message.checksum));
    std::string title = "access list";
    for (const auto& entry : entries_of(message, chain))
        add_detail(table, std::exchange(title, ""), to_hex(entry));
    return table.str(view.colour);
}

std::string executes_text(const ExecutingAnswer& executes, const View& view)
{
    auto table = details_table();
    add_detail(table, "executes", named_text(executes.message, view));
    table.add({{.text = "verdict", .style = Style::dim}, verdict_cell(executes.answer)});
    add_details(executes.answer, view, table);
    return "\n" + table.str(view.colour);
}

std::string executed_by_text(const MessageInfo& message, const View& view)
{
    if (message.executed_by.empty())
        return "\n  executed by nobody yet\n";
    Table table{{Align::left, Align::right, Align::right, Align::left, Align::left}, kIndent};
    table.add_heading({"EXECUTED ON", "BLOCK", "LOG", "VERDICT", "REASON"});
    for (const auto& one : message.executed_by)
    {
        table.add({{.text = chain_label(one.chain_id, view.chains)},
            {.text = std::to_string(one.block_number)}, {.text = std::to_string(one.log_index)},
            verdict_cell(one.answer), {.text = reason_text(one.answer)}});
    }
    const auto* const more = message.more_executed_by ? "  … and more\n" : "";
    return "\n" + table.str(view.colour) + more;
}

std::string message_text(const MessageInfo& message, const ChainId& chain, const View& view)
{
    auto out = position_label(position_of(message, chain), view) + "\n" +
               header_text(message, chain, view);
    if (message.executes)
        out += executes_text(*message.executes, view);
    return out + executed_by_text(message, view);
}

Json info_json(const MessageInfo& message, const ChainId& chain)
{
    Json out{{"chain_id", to_string(chain)}, {"block", seal_json(message.block)},
        {"log_index", message.log_index}, {"log_hash", to_hex(message.log_hash)},
        {"checksum", to_hex(message.checksum)}};
    out["access_list"] =
        list_json(entries_of(message, chain), [](const Hash32& entry) { return to_hex(entry); });
    out["levels"] = levels_json(message.levels);
    out["executes"] = message.executes ? executing_json(*message.executes) : Json();
    out["executed_by"] = executing_json(message.executed_by);
    out["more_executed_by"] = message.more_executed_by;
    return out;
}
}  // namespace

Result<Output> run_message(const Context& context, const MessageArgs& args)
{
    const auto chosen = choose_chain(context, args.chain);
    if (!chosen)
        return tl::unexpected{chosen.error()};
    const auto& [chains, chain] = *chosen;
    const auto message = context.client.message(chain, args.block_number, args.log_index);
    if (!message)
        return tl::unexpected{message.error()};
    if (auto fault = checksum_fault(*message, chain))
        return tl::unexpected{std::move(*fault)};
    return Output{.code = ExitCode::ok,
        .body = context.json ? json_line(info_json(*message, chain))
                             : message_text(*message, chain, context.view(chains))};
}
}  // namespace interlock::client::cli
