#include "client/cli/super_root_report.hpp"

#include <algorithm>

#include "client/cli/chain_names.hpp"

namespace interlock::client::cli
{
namespace
{
std::string l1_text(const BlockId& block)
{
    return std::to_string(block.number) + " " + short_hash(block.hash);
}

const OptimisticOutput* find_optimistic(const SuperRoot& found, const ChainId& chain)
{
    const auto at = std::find_if(found.optimistic.begin(), found.optimistic.end(),
        [&](const OptimisticOutput& one) { return one.chain_id == chain; });
    return at == found.optimistic.end() ? nullptr : &*at;
}

/// What is verified instead of an optimistic output: nothing when that is it.
std::string verified_text(const SuperRoot& found, const OptimisticOutput& optimistic)
{
    if (!found.data)
        return "not verified";
    for (const auto& chain : found.data->super.chains)
    {
        if (chain.chain_id == optimistic.chain_id && chain.output_root != optimistic.output_root)
            return "replaced: " + short_hash(chain.output_root);
    }
    return "verified";
}

std::string chains_text(const SuperRoot& found, const View& view)
{
    Table table{{Align::left, Align::right, Align::left, Align::left, Align::left, Align::left}};
    table.add_heading({"CHAIN", "BLOCK", "HASH", "OUTPUT ROOT", "STATE", "L1 NEEDED"});
    for (const auto& chain : found.chain_ids)
    {
        const auto label = chain_label(chain, view.chains);
        const auto* one = find_optimistic(found, chain);
        if (one == nullptr)
        {
            table.add({{.text = label}, {.text = "-"},
                {.text = "no block yet", .style = Style::dim}, {}, {}, {}});
            continue;
        }
        table.add({{.text = label}, {.text = std::to_string(one->block.id.number)},
            {.text = short_hash(one->block.id.hash)}, {.text = short_hash(one->output_root)},
            {.text = verified_text(found, *one)}, {.text = l1_text(one->required_l1)}});
    }
    return table.str(view.colour);
}

Json output_json(const OptimisticOutput& one)
{
    Json out{{"chain_id", to_string(one.chain_id)}, {"block", seal_json(one.block)}};
    out["output"] = Json{{"state_root", to_hex(one.output.state_root)},
        {"message_passer_storage_root", to_hex(one.output.message_passer_storage_root)},
        {"block_hash", to_hex(one.output.block_hash)}};
    out["output_root"] = to_hex(one.output_root);
    out["required_l1"] = id_json(one.required_l1);
    return out;
}

Json data_json(const VerifiedSuperRoot& data)
{
    Json out{{"super_root", to_hex(data.super_root)},
        {"verified_required_l1", id_json(data.required_l1)}};
    out["chains"] = list_json(data.super.chains,
        [](const ChainOutput& chain)
        {
            return Json{{"chain_id", to_string(chain.chain_id)},
                {"output_root", to_hex(chain.output_root)}};
        });
    return out;
}
}  // namespace

std::string super_root_text(const SuperRoot& found, const View& view)
{
    auto details = details_table();
    if (found.data)
    {
        add_detail(details, "super root", to_hex(found.data->super_root));
        add_detail(details, "L1 needed", l1_text(found.data->required_l1));
    }
    add_detail(details, "current L1", l1_text(found.current_l1));
    add_detail(details, "safe", moment(found.safe_timestamp_s, view.now_s));
    add_detail(details, "local-safe", moment(found.local_safe_timestamp_s, view.now_s));
    add_detail(details, "finalized", moment(found.finalized_timestamp_s, view.now_s));
    return std::string{found.data ? "VERIFIED" : "NOT VERIFIED"} + "  at " +
           moment(found.timestamp_s, view.now_s) + "\n" + details.str(view.colour) + "\n" +
           chains_text(found, view);
}

Json super_root_json(const SuperRoot& found)
{
    Json out{{"timestamp", found.timestamp_s}, {"current_l1", id_json(found.current_l1)},
        {"safe_timestamp", found.safe_timestamp_s},
        {"local_safe_timestamp", found.local_safe_timestamp_s},
        {"finalized_timestamp", found.finalized_timestamp_s}};
    out["chain_ids"] = list_json(found.chain_ids, [](const ChainId& id) { return to_string(id); });
    out["optimistic"] = list_json(found.optimistic, output_json);
    out["data"] = found.data ? data_json(*found.data) : Json{};
    return out;
}
}  // namespace interlock::client::cli
