#include "client/cli/explain_report.hpp"

#include <algorithm>

#include "client/cli/decision_forms.hpp"
#include "client/cli/decision_text.hpp"
#include "client/cli/wait_chain.hpp"

namespace interlock::client::cli
{
namespace
{
/// "unsafe 20, safe 16, finalized none".
std::string heads_text(std::span<const LevelHead> heads)
{
    std::string out;
    for (const auto& head : heads)
        out += (out.empty() ? "" : ", ") + std::string{to_string(head.level)} + " " +
               (head.block ? std::to_string(head.block->id.number) : "none");
    return out;
}

/// A verdict in its colour, and everything that stands behind it.
std::string steps_text(std::span<const PendingBlock> steps, const View& view)
{
    const auto& first = steps.front();
    auto details = details_table();
    add_details(first.decision, first.level, view, details);
    const auto cell = decision_cell(first.decision);
    const auto chain = wait_chain_text(steps, view);
    return styled(cell.text, cell.style, view.colour) + "\n" + details.str(view.colour) +
           (chain.empty() ? "" : "\n") + chain;
}

std::string facts_text(const Explanation& explanation, const View& view)
{
    auto table = details_table();
    add_detail(table, "heads", heads_text(explanation.heads));
    if (!explanation.canonical)
        add_detail(table, "canonical", "no: the chain does not have this block any more");
    return table.str(view.colour);
}

void add_explanation(const Explanation& explanation, Json& out)
{
    out["heads"] = level_heads_json(explanation.heads);
    out["steps"] = pending_json(explanation.steps);
    out["explanation"] = json_text(explanation.explanation);
    out["canonical"] = explanation.canonical;
}

ExitCode exit_code(const Explanation& explanation) noexcept
{
    if (explanation.steps.empty())
        return ExitCode::ok;
    const auto& decision = explanation.steps.front().decision;
    if (std::holds_alternative<Accept>(decision))
        return ExitCode::ok;
    return std::holds_alternative<Replace>(decision) ? ExitCode::invalid : ExitCode::not_yet;
}
}  // namespace

std::string explain_text(const ExplainedBlock& block, const View& view)
{
    const auto& first = block.views.front().explanation;
    auto out = chain_label(block.chain, view.chains) + " block " +
               block_line(first.steps.front().block, view) + "\n" + facts_text(first, view);
    for (const auto& [level, explanation] : block.views)
        out += "\n" + std::string{to_string(level)} + "  " + steps_text(explanation.steps, view);
    return out;
}

std::string explain_text(const ExplainedHead& head, const View& view)
{
    const auto& [chain, level, explanation] = head;
    auto out = std::string{to_string(level)} + " head of " + chain_label(chain, view.chains) +
               "\n" + facts_text(explanation, view);
    if (explanation.steps.empty())
        return out + "\n" + reason_text("waits for nothing here", explanation.explanation) + "\n";
    const auto& next = explanation.steps.front().block;
    return out + "\nnext  block " + block_line(next, view) + "  " +
           steps_text(explanation.steps, view);
}

Json explain_json(const ExplainedBlock& block)
{
    Json out{{"chain_id", to_string(block.chain)}};
    out["block"] = seal_json(block.views.front().explanation.steps.front().block);
    out["views"] = list_json(block.views,
        [](const ExplainedView& view)
        {
            Json one{{"level", to_string(view.level)}};
            add_explanation(view.explanation, one);
            return one;
        });
    return out;
}

Json explain_json(const ExplainedHead& head)
{
    Json out{{"chain_id", to_string(head.chain)}, {"level", to_string(head.level)}};
    add_explanation(head.explanation, out);
    return out;
}

ExitCode exit_code(const ExplainedBlock& block) noexcept
{
    auto worst = ExitCode::ok;
    for (const auto& view : block.views)
    {
        const auto code = exit_code(view.explanation);
        if (code == ExitCode::invalid)
            return code;
        worst = code == ExitCode::ok ? worst : code;
    }
    return worst;
}

ExitCode exit_code(const ExplainedHead& head) noexcept
{
    return exit_code(head.explanation);
}
}  // namespace interlock::client::cli
