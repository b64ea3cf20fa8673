#include "client/cli/messages_report.hpp"

#include "client/cli/chain_names.hpp"
#include "client/cli/decision_text.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kIndent = 2;

std::string level_reached(const std::vector<SafetyLevel>& levels)
{
    return levels.empty() ? "none" : std::string{to_string(levels.back())};
}

std::string place_text(const ExecutingAnswer& executing, const View& view)
{
    return block_label(executing.chain_id, executing.block_number, view) + " log " +
           std::to_string(executing.log_index);
}

std::string relay_text(const std::optional<Relay>& relay)
{
    return relay ? "; relayed, log " + std::to_string(relay->log_index) : "; not relayed by it";
}

/// "0x22… sends 1000000 of token 0x11… to 0x33…", or the call that it is.
std::string said_text(const MessengerMessage& message, const View& view)
{
    const auto& [sent, transfer, relay] = message;
    const auto on = " on " + chain_label(sent.destination, view.chains);
    if (transfer)
    {
        return "transfer of " + to_decimal(transfer->amount) + " of token " +
               to_hex(transfer->token) + " from " + to_hex(transfer->from) + " to " +
               to_hex(transfer->to) + on;
    }
    return to_hex(sent.sender) + " calls " + to_hex(sent.target) + on + " with " +
           std::to_string(sent.message.size()) + " bytes";
}

std::string nonce_text(const MessengerMessage& message)
{
    return " (nonce " + to_decimal(message.sent.nonce) + ")";
}

void add_decoded(const ListedMessage& message, const View& view, std::string& out)
{
    if (message.messenger)
    {
        out += "    " + said_text(*message.messenger, view) + nonce_text(*message.messenger) +
               relay_text(message.messenger->relay) + "\n";
    }
    else if (!message.undecoded.empty())
        out += "    not decoded: " + printable(message.undecoded) + "\n";
}

Table log_table(const FoundTransaction& found, const View& view)
{
    Table table{{Align::right, Align::left, Align::left, Align::left}, kIndent};
    table.add_heading({"LOG", "CONTRACT", "MESSAGE", "VERDICT"});
    for (const auto& log : found.logs)
    {
        Cell verdict;
        std::string what;
        if (log.executes)
        {
            what = "executes " + named_text(log.executes->message, view);
            verdict = verdict_cell(log.executes->answer);
        }
        else if (!log.executed_by.empty())
            what = "executed by " + place_text(log.executed_by.front(), view);
        if (log.sent)
            what = (what.empty() ? "" : what + "; ") + said_text(*log.sent, view);
        table.add({{.text = std::to_string(log.log_index)}, {.text = to_hex(log.origin)},
            {.text = what}, verdict});
    }
    return table;
}

std::string found_text(const FoundTransaction& found, const View& view)
{
    auto table = details_table();
    add_detail(table, "block hash", to_hex(found.block.id.hash));
    add_detail(table, "time", moment(found.block.timestamp_s, view.now_s));
    add_detail(table, "levels", levels_text(found.levels));
    add_detail(table, "succeeded", found.succeeded ? "yes" : "no");
    auto out = block_label(found.chain_id, found.block.id.number, view) + " transaction " +
               std::to_string(found.index) + "\n" + table.str(view.colour);
    if (found.logs.empty())
        return out + "\n  no logs\n";
    return out + "\n" + log_table(found, view).str(view.colour) +
           (found.more_logs ? "  … and more\n" : "");
}

Json transfer_json(const std::optional<TokenTransfer>& transfer)
{
    if (!transfer)
        return {};
    return {{"token", to_hex(transfer->token)}, {"from", to_hex(transfer->from)},
        {"to", to_hex(transfer->to)}, {"amount", to_decimal(transfer->amount)}};
}

Json relay_json(const std::optional<Relay>& relay)
{
    if (!relay)
        return {};
    return {{"log_index", relay->log_index}, {"message_hash", to_hex(relay->message_hash)}};
}

Json log_json(const TransactionLog& log)
{
    Json out{{"log_index", log.log_index}, {"origin", to_hex(log.origin)},
        {"log_hash", to_hex(log.log_hash)}};
    out["executes"] = log.executes ? executing_json(*log.executes) : Json();
    out["executed_by"] = executing_json(log.executed_by);
    out["sent"] = messenger_json(log.sent);
    return out;
}

Json found_json(const FoundTransaction& found)
{
    return {{"chain_id", to_string(found.chain_id)}, {"block", seal_json(found.block)},
        {"levels", levels_json(found.levels)}, {"index", found.index},
        {"succeeded", found.succeeded}, {"logs", list_json(found.logs, log_json)},
        {"more_logs", found.more_logs}};
}

Json unasked_json(const UnaskedChain& chain)
{
    return {{"chain_id", to_string(chain.chain_id)}, {"why", json_text(chain.why)}};
}
}  // namespace

std::string messages_text(const std::vector<ListedMessage>& messages, const View& view)
{
    std::string out;
    for (const auto& message : messages)
    {
        const auto& executing = message.executing;
        const auto verdict = verdict_cell(executing.answer);
        out += utc(message.block.timestamp_s) + "  " + named_text(executing.message, view) + " → " +
               place_text(executing, view) + "  " +
               styled(verdict.text, verdict.style, view.colour);
        if (const auto reason = reason_text(executing.answer); !reason.empty())
            out += " " + reason;
        out += ", " + level_reached(message.levels) + "\n";
        add_decoded(message, view, out);
    }
    return out;
}

std::string transaction_text(const TransactionAnswer& answer, const View& view)
{
    std::string out;
    for (const auto& found : answer.found)
        out += (out.empty() ? "" : "\n") + found_text(found, view);
    for (const auto& chain : answer.unasked)
    {
        out += "not asked: " + chain_label(chain.chain_id, view.chains) + ": " +
               printable(chain.why) + "\n";
    }
    return out;
}

Json messenger_json(const std::optional<MessengerMessage>& messenger)
{
    if (!messenger)
        return {};
    const auto& sent = messenger->sent;
    return {{"destination_chain_id", to_string(sent.destination)}, {"target", to_hex(sent.target)},
        {"nonce", to_decimal(sent.nonce)}, {"sender", to_hex(sent.sender)},
        {"message", to_hex(sent.message)}, {"transfer", transfer_json(messenger->transfer)},
        {"relayed", relay_json(messenger->relay)}};
}

Json listed_json(const ListedMessage& message)
{
    auto out = executing_json(message.executing);
    out["block"] = seal_json(message.block);
    out["levels"] = levels_json(message.levels);
    out["messenger"] = messenger_json(message.messenger);
    out["undecoded"] = json_text(message.undecoded);
    return out;
}

Json transaction_json(const TransactionAnswer& answer)
{
    return {{"found", list_json(answer.found, found_json)},
        {"unasked", list_json(answer.unasked, unasked_json)}};
}
}  // namespace interlock::client::cli
