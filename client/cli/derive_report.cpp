#include "client/cli/derive_report.hpp"

#include "client/cli/decision_forms.hpp"
#include "client/cli/decision_text.hpp"

namespace interlock::client::cli
{
namespace
{
Cell l1_cell(const std::optional<BlockId>& block)
{
    if (!block)
        return {.text = "not known", .style = Style::dim};
    return {.text = std::to_string(block->number) + " " + short_hash(block->hash)};
}

void add_rows(const DerivationInput& input, const View& view, Table& table)
{
    table.add({{.text = std::to_string(input.block.id.number)}, decision_cell(input.decision), {},
        {}, {}, {}, {}, l1_cell(input.required_l1)});
    for (const auto& message : input.messages)
    {
        const auto& initiating = message.initiating_block;
        table.add({{}, {}, {.text = std::to_string(message.executing.log_index)},
            {.text = named_text(message_of(message.executing), view)}, verdict_cell(message.answer),
            {.text = initiating ? short_hash(initiating->id.hash) : "-"},
            {.text = levels_text(message.levels)}, l1_cell(message.required_l1)});
    }
}

std::string table_text(const DeriveReport& report, const View& view)
{
    Table table{{Align::right, Align::left, Align::right, Align::left, Align::left, Align::left,
        Align::left, Align::left}};
    table.add_heading({"BLOCK", "DECISION", "LOG", "EXECUTES", "VERDICT", "INITIATING BLOCK",
        "LEVELS", "L1 NEEDED"});
    for (const auto& input : report.blocks)
        add_rows(input, view, table);
    return table.str(view.colour);
}

/// What stands between the blocks and the level, which would make the table too wide.
std::string reasons_text(const DeriveReport& report, const View& view)
{
    std::string out;
    for (const auto& input : report.blocks)
    {
        if (!std::holds_alternative<Accept>(input.decision))
            out += "block " + std::to_string(input.block.id.number) + " " +
                   decision_line(input.decision, report.level, view) + "\n";
    }
    return out.empty() ? out : "\n" + out;
}

Json resolved_json(const ResolvedMessage& message)
{
    auto out = executed_json(message.executing);
    out["block"] = seal_json(message.initiating_block);
    out["levels"] = levels_json(message.levels);
    out["required_l1"] = id_json(message.required_l1);
    add_answer(message.answer, out);
    return out;
}

Json input_json(const DerivationInput& input)
{
    Json out{{"block", seal_json(input.block)}};
    add_decision(input.decision, out);
    out["derived_from"] = id_json(input.derived_from);
    out["required_l1"] = id_json(input.required_l1);
    out["messages"] = list_json(input.messages, resolved_json);
    return out;
}
}  // namespace

std::string derive_text(const DeriveReport& report, const View& view)
{
    const auto last = report.blocks.back().block.id.number;
    return chain_label(report.chain, view.chains) + " blocks " +
           std::to_string(report.asked.first) + " to " + std::to_string(last) + ", level " +
           std::string{to_string(report.level)} + "\n\n" + table_text(report, view) +
           reasons_text(report, view) +
           (report.complete() ? "" : "\nthe index ends at block " + std::to_string(last) + "\n");
}

Json derive_json(const DeriveReport& report)
{
    Json out{{"chain_id", to_string(report.chain)}, {"level", to_string(report.level)},
        {"complete", report.complete()}};
    out["blocks"] = list_json(report.blocks, input_json);
    return out;
}
}  // namespace interlock::client::cli
