// `interlock chains`: the chains that may message each other.
#include "client/cli/commands.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
std::string activation_text(const ChainConfig& chain, uint64_t now_s)
{
    if (!chain.activation_s)
        return "never";
    const bool active = now_s >= *chain.activation_s;
    return moment(*chain.activation_s, now_s) + (active ? "" : " (not active yet)");
}

std::string chains_text(const Chains& chains, const Context& context)
{
    Table table{{Align::left, Align::right, Align::left}};
    table.add_heading({"CHAIN", "BLOCK TIME", "MESSAGING SINCE"});
    for (const auto& chain : chains.chains)
    {
        table.add({{.text = chain_label(chain.config.id, chain.name)},
            {.text = duration(chain.config.block_time_s)},
            {.text = activation_text(chain.config, context.now_s)}});
    }
    return table.str(context.colour) + "\nMessages expire after " +
           duration(chains.expiry_window_s) + ".\n";
}

Json chains_json(const Chains& chains)
{
    auto list = Json::array();
    for (const auto& chain : chains.chains)
    {
        const auto& activation = chain.config.activation_s;
        list.push_back({{"chain_id", to_string(chain.config.id)}, {"name", json_text(chain.name)},
            {"block_time", chain.config.block_time_s},
            {"activation_time", activation ? Json(*activation) : Json()}});
    }
    return {{"expiry_window", chains.expiry_window_s}, {"chains", list}};
}
}  // namespace

Result<Output> run_chains(const Context& context)
{
    return context.client.chains().map(
        [&](const Chains& chains)
        {
            return Output{.code = ExitCode::ok,
                .body =
                    context.json ? json_line(chains_json(chains)) : chains_text(chains, context)};
        });
}
}  // namespace interlock::client::cli
