// `interlock block`: what is indexed of one block.
#include "client/cli/commands.hpp"
#include "client/cli/decision_forms.hpp"
#include "client/cli/decision_text.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kFewLogs = 10;
constexpr size_t kIndent = 2;

/// What the service decides on the whole block, by one of the two views.
struct LevelDecision
{
    SafetyLevel level = SafetyLevel::safe;
    Result<BlockCheck> check;
};
using Decisions = std::vector<LevelDecision>;

struct ShownBlock
{
    ChainId chain;
    BlockInfo block;
    Decisions decisions;
};

Decisions ask_decisions(const Client& client, const ChainId& chain, const BlockInfo& block)
{
    Decisions out;
    for (const auto level : kCrossLevels)
        out.push_back(
            {.level = level, .check = client.check_block(chain, block.seal.id.hash, level)});
    return out;
}

Cell decision_summary(const LevelDecision& one, const View& view)
{
    const auto& [level, check] = one;
    if (!check)
        return {
            .text = "cannot tell: " + printable(check.error().message), .style = Style::trouble};
    return {.text = decision_line(check->decision, level, view),
        .style = decision_cell(check->decision).style};
}

std::string header_text(const BlockInfo& block, const Decisions& decisions, const View& view)
{
    auto table = details_table();
    add_detail(table, "hash", to_hex(block.seal.id.hash));
    add_detail(table, "parent", to_hex(block.seal.parent_hash));
    add_detail(table, "time",
        moment(block.seal.timestamp_s, view.now_s) + " (" + std::to_string(block.seal.timestamp_s) +
            ")");
    add_detail(table, "state root", to_hex(block.state_root));
    if (block.withdrawals_root)
        add_detail(table, "withdrawals root", to_hex(*block.withdrawals_root));
    add_detail(table, "levels", levels_text(block.levels));
    for (const auto& one : decisions)
        table.add({{.text = std::string{to_string(one.level)}, .style = Style::dim},
            decision_summary(one, view)});
    add_detail(table, "logs", std::to_string(block.log_hashes.size()));
    add_detail(table, "executes", std::to_string(block.executing.size()));
    return table.str(view.colour);
}

std::string logs_text(const BlockInfo& block, bool all, const View& view)
{
    if (block.log_hashes.empty())
        return {};
    Table table{{Align::right, Align::left}, kIndent};
    table.add_heading({"LOG", "HASH"});
    const size_t shown =
        all ? block.log_hashes.size() : std::min(block.log_hashes.size(), kFewLogs);
    for (size_t i = 0; i < shown; ++i)
        table.add({{.text = std::to_string(i)}, {.text = to_hex(block.log_hashes[i])}});
    auto out = "\n" + table.str(view.colour);
    if (shown < block.log_hashes.size())
        out += "  … and " + std::to_string(block.log_hashes.size() - shown) +
               " more; --logs lists all\n";
    return out;
}

std::string executing_text(const BlockInfo& block, const View& view)
{
    if (block.executing.empty())
        return {};
    Table table{{Align::right, Align::left, Align::left, Align::left}, kIndent};
    table.add_heading({"LOG", "EXECUTES", "VERDICT", "REASON"});
    for (const auto& one : block.executing)
    {
        table.add({{.text = std::to_string(one.log_index)}, {.text = named_text(one.message, view)},
            verdict_cell(one.answer), {.text = reason_text(one.answer)}});
    }
    return "\n" + table.str(view.colour);
}

std::string block_text(const ShownBlock& shown, const BlockArgs& args, const View& view)
{
    const auto& [chain, block, decisions] = shown;
    return "block " + std::to_string(block.seal.id.number) + " of " +
           chain_label(chain, view.chains) + "\n" + header_text(block, decisions, view) +
           logs_text(block, args.all_logs, view) + executing_text(block, view);
}

Json decision_json(const LevelDecision& one)
{
    Json out{{"level", to_string(one.level)}, {"decision", nullptr}};
    if (one.check)
        add_decision(one.check->decision, out);
    else
        out.update(error_json(one.check.error()));
    return out;
}

Json block_json(const ShownBlock& shown)
{
    const auto& [chain, block, decisions] = shown;
    Json out{{"chain_id", to_string(chain)}};
    out.update(seal_json(block.seal));
    out["state_root"] = to_hex(block.state_root);
    out["withdrawals_root"] =
        block.withdrawals_root ? Json(to_hex(*block.withdrawals_root)) : Json();
    out["levels"] = levels_json(block.levels);
    out["log_hashes"] =
        list_json(block.log_hashes, [](const Hash32& hash) { return to_hex(hash); });
    out["executing"] = executing_json(block.executing);
    out["decisions"] = list_json(decisions, decision_json);
    return out;
}
}  // namespace

Result<Output> run_block(const Context& context, const BlockArgs& args)
{
    const auto chosen = choose_chain(context, args.chain);
    if (!chosen)
        return tl::unexpected{chosen.error()};
    return context.client.block(chosen->id, args.number)
        .map(
            [&](BlockInfo&& block)
            {
                ShownBlock shown{.chain = chosen->id, .block = std::move(block), .decisions = {}};
                shown.decisions = ask_decisions(context.client, shown.chain, shown.block);
                return Output{.code = ExitCode::ok,
                    .body = context.json ? json_line(block_json(shown))
                                         : block_text(shown, args, context.view(chosen->chains))};
            });
}
}  // namespace interlock::client::cli
