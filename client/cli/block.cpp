// `interlock block`: what is indexed of one block.
#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kFewLogs = 10;
constexpr size_t kIndent = 2;

void add(Table& table, std::string what, std::string value)
{
    table.add({{.text = std::move(what), .style = Style::dim}, {.text = std::move(value)}});
}

std::string header_text(const BlockInfo& block, const View& view)
{
    auto table = details_table();
    add(table, "hash", to_hex(block.seal.id.hash));
    add(table, "parent", to_hex(block.seal.parent_hash));
    add(table, "time",
        moment(block.seal.timestamp_s, view.now_s) + " (" + std::to_string(block.seal.timestamp_s) +
            ")");
    add(table, "state root", to_hex(block.state_root));
    if (block.withdrawals_root)
        add(table, "withdrawals root", to_hex(*block.withdrawals_root));
    add(table, "levels", levels_text(block.levels));
    add(table, "logs", std::to_string(block.log_hashes.size()));
    add(table, "executes", std::to_string(block.executing.size()));
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
        table.add({{.text = std::to_string(one.log_index)},
            {.text = one.message ? position_label(one.message->id.at, view) : "malformed event"},
            verdict_cell(one.answer), {.text = reason_text(one.answer)}});
    }
    return "\n" + table.str(view.colour);
}

std::string block_text(
    const BlockInfo& block, const ChainId& chain, const BlockArgs& args, const View& view)
{
    return "block " + std::to_string(block.seal.id.number) + " of " +
           chain_label(chain, view.chains) + "\n" + header_text(block, view) +
           logs_text(block, args.all_logs, view) + executing_text(block, view);
}

Json block_json(const BlockInfo& block, const ChainId& chain)
{
    Json out{{"chain_id", to_string(chain)}};
    out.update(seal_json(block.seal));
    out["state_root"] = to_hex(block.state_root);
    out["withdrawals_root"] =
        block.withdrawals_root ? Json(to_hex(*block.withdrawals_root)) : Json();
    out["levels"] = levels_json(block.levels);
    auto logs = Json::array();
    for (const auto& hash : block.log_hashes)
        logs.push_back(to_hex(hash));
    out["log_hashes"] = std::move(logs);
    out["executing"] = executing_json(block.executing);
    return out;
}
}  // namespace

Result<Output> run_block(const Context& context, const BlockArgs& args)
{
    const auto chains = context.client.chains();
    if (!chains)
        return tl::unexpected{chains.error()};
    const auto chain = resolve_chain(args.chain, *chains);
    if (!chain)
        return usage_error(chain.error());
    return context.client.block(*chain, args.number)
        .map(
            [&](const BlockInfo& block)
            {
                return Output{.code = ExitCode::ok,
                    .body = context.json ? json_line(block_json(block, *chain))
                                         : block_text(block, *chain, args, context.view(*chains))};
            });
}
}  // namespace interlock::client::cli
