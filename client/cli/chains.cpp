// `interlock chains`: the chains that may message each other, and how each is followed.
#include <algorithm>

#include "client/cli/commands.hpp"
#include "client/cli/names.hpp"
#include "client/cli/status_cells.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kMaxEndpoint = 80;

std::string activation_text(const ChainConfig& chain, uint64_t now_s)
{
    if (!chain.activation_s)
        return "never";
    const bool active = now_s >= *chain.activation_s;
    return moment(*chain.activation_s, now_s) + (active ? "" : " (not active yet)");
}

/// nullptr when the service did not tell.
const ChainStatus* status_of(const Result<Status>& status, const ChainId& id)
{
    if (!status)
        return nullptr;
    const auto& chains = status->chains;
    const auto found = std::find_if(chains.begin(), chains.end(),
        [&](const ChainStatus& chain) { return chain.chain_id == id; });
    return found == chains.end() ? nullptr : &*found;
}

/// The chain, with its first node; the others in rows of their own below.
void add_rows(
    Table& table, const NamedChain& chain, const ChainStatus* status, const Context& context)
{
    const auto node = [](const Node& one) -> Cell
    { return {.text = printable(one.name, kMaxEndpoint)}; };
    std::vector<Cell> row{{.text = chain_label(chain.config.id, chain.name)},
        {.text = duration(chain.config.block_time_s)},
        {.text = activation_text(chain.config, context.now_s)}};
    if (status != nullptr)
        row.push_back(state_cell(*status));
    if (status != nullptr && !status->nodes.empty())
        row.push_back(node(status->nodes.front()));
    table.add(std::move(row));
    for (size_t i = 1; status != nullptr && i < status->nodes.size(); ++i)
        table.add({{}, {}, {}, {}, node(status->nodes[i])});
}

std::string chains_text(const Chains& chains, const Result<Status>& status, const Context& context)
{
    Table table{{Align::left, Align::right, Align::left, Align::left, Align::left}};
    table.add_heading(
        {"CHAIN", "BLOCK TIME", "MESSAGING SINCE", status ? "STATE" : "", status ? "NODES" : ""});
    for (const auto& chain : chains.chains)
        add_rows(table, chain, status_of(status, chain.config.id), context);
    return table.str(context.colour) + "\nMessages expire after " +
           duration(chains.expiry_window_s) + ".\n" +
           (status ? "" : "How they are followed: " + printable(status.error().message) + "\n");
}

Json chains_json(const Chains& chains, const Result<Status>& status)
{
    const auto form = [&](const NamedChain& chain)
    {
        const auto& activation = chain.config.activation_s;
        const auto* followed = status_of(status, chain.config.id);
        const auto node = [](const Node& one) { return Json(json_text(one.name)); };
        return Json{{"chain_id", to_string(chain.config.id)}, {"name", json_text(chain.name)},
            {"block_time", chain.config.block_time_s},
            {"activation_time", activation ? Json(*activation) : Json()},
            {"state", followed ? Json(name_of(followed->state)) : Json()},
            {"nodes", followed ? list_json(followed->nodes, node) : Json()}};
    };
    return {{"expiry_window", chains.expiry_window_s}, {"chains", list_json(chains.chains, form)}};
}
}  // namespace

Result<Output> run_chains(const Context& context)
{
    const auto chains = context.client.chains();
    if (!chains)
        return tl::unexpected{chains.error()};
    const auto status = context.client.status();
    return Output{.code = ExitCode::ok,
        .body = context.json ? json_line(chains_json(*chains, status))
                             : chains_text(*chains, status, context)};
}
}  // namespace interlock::client::cli
