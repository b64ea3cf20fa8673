#include "client/cli/status_report.hpp"

#include <algorithm>

#include "client/cli/decision_forms.hpp"
#include "client/cli/failsafe_report.hpp"
#include "client/cli/names.hpp"
#include "client/cli/status_cells.hpp"
#include "client/cli/status_waits.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kMaxVersion = 40;
constexpr size_t kMaxEndpoint = 80;

std::string number_or_dash(const std::optional<BlockSeal>& seal)
{
    return seal ? std::to_string(seal->id.number) : "-";
}

std::string title(const StatusReport& report, const Context& context)
{
    const auto& status = report.status;
    const auto ready = status.ready ? styled("ready", Style::good, context.colour)
                                    : styled("not ready", Style::trouble, context.colour);
    const auto since = context.now_s - std::min(context.now_s, status.started_at_s);
    return "interlockd " + printable(status.version, kMaxVersion) + " at " +
           printable(context.server) + ": " + ready + ", up " + duration(since) + "\n";
}

std::string chains_table(const Status& status, bool colour)
{
    Table table{{Align::left, Align::left, Align::right, Align::right, Align::right, Align::right,
        Align::right, Align::left}};
    table.add_heading(
        {"CHAIN", "STATE", "FIRST", "NEWEST", "LAG", "REORGS", "REFUSED", "ENDPOINT"});
    for (const auto& chain : status.chains)
    {
        const auto lag = lag_blocks(chain);
        table.add({{.text = chain_label(chain.chain_id, chain.name)}, state_cell(chain),
            {.text = number_or_dash(chain.first)}, {.text = number_or_dash(chain.head)},
            {.text = lag ? std::to_string(*lag) : "-"}, {.text = std::to_string(chain.reorgs)},
            {.text = std::to_string(chain.refused_blocks)},
            {.text = printable(chain.endpoint, kMaxEndpoint)}});
    }
    return table.str(colour);
}

/// A part that may be missing, after an empty line.
std::string apart(const std::string& part)
{
    return part.empty() ? part : "\n" + part;
}

std::string troubles(const Status& status, bool colour)
{
    std::string out;
    for (const auto& chain : status.chains)
    {
        const auto line = [&](const std::string& text)
        {
            out += styled("! ", Style::bad, colour) + chain_label(chain.chain_id, chain.name) +
                   ": " + text + "\n";
        };
        if (!chain.trouble.empty())
            line(printable(chain.trouble));
        if (!chain.disagreement.empty())
            line(printable(chain.disagreement));
        if (!chain.label_trouble.empty())
            line("safe and finalized heads stand still: " + printable(chain.label_trouble));
    }
    return apart(out);
}

/// A row among those of the nodes.
std::vector<Cell> subscription_row(const HeadSubscription& subscription)
{
    const bool is_failing = subscription.state == pb::SUBSCRIPTION_STATE_FAILING;
    return {{}, {.text = printable(subscription.endpoint, kMaxEndpoint)},
        {.text = in_words(name_of(subscription.state)),
            .style = is_failing ? Style::trouble : Style::good},
        {.text = "-"}, {.text = std::to_string(subscription.failures)},
        {.text = printable(subscription.trouble)}};
}

/// The nodes of chains that have more than one, one that is not fit, or a subscription.
std::string nodes_table(const Status& status, bool colour)
{
    Table table{{Align::left, Align::left, Align::left, Align::right, Align::right, Align::left}};
    table.add_heading({"CHAIN", "NODE", "STATE", "HEAD", "FAILURES", "WHY"});
    bool is_empty = true;
    for (const auto& chain : status.chains)
    {
        const bool all_is_plain = chain.nodes.size() == 1 &&
                                  chain.nodes.front().state == pb::NODE_STATE_FIT &&
                                  !chain.subscription;
        if (all_is_plain)
            continue;
        auto label = chain_label(chain.chain_id, chain.name);
        for (const auto& node : chain.nodes)
        {
            const bool is_fit = node.state == pb::NODE_STATE_FIT;
            table.add(
                {{.text = std::exchange(label, "")}, {.text = printable(node.name, kMaxEndpoint)},
                    {.text = is_fit && node.in_use ? "in use" : in_words(name_of(node.state)),
                        .style = is_fit ? Style::good : Style::trouble},
                    {.text = node.head ? std::to_string(*node.head) : "-"},
                    {.text = std::to_string(node.failures)}, {.text = printable(node.reason)}});
            is_empty = false;
        }
        if (chain.subscription)
            table.add(subscription_row(*chain.subscription));
    }
    return is_empty ? "" : table.str(colour);
}

Json nodes_json(const ChainStatus& chain)
{
    return list_json(chain.nodes,
        [](const Node& node)
        {
            return Json{{"name", json_text(node.name)}, {"state", name_of(node.state)},
                {"in_use", node.in_use}, {"reason", json_text(node.reason)},
                {"head", node.head ? Json(*node.head) : Json()}, {"failures", node.failures},
                {"disagreements", node.disagreements}};
        });
}

Json subscription_json(const std::optional<HeadSubscription>& subscription)
{
    if (!subscription)
        return {};
    return Json{{"endpoint", json_text(subscription->endpoint)},
        {"state", name_of(subscription->state)}, {"trouble", json_text(subscription->trouble)},
        {"announcements", subscription->announcements}, {"failures", subscription->failures}};
}

std::vector<Cell> head_row(std::string chain, const Head& head, uint64_t now_s)
{
    Cell label{.text = std::move(chain)};
    Cell level{.text = std::string{to_string(head.level)}};
    if (!head.block)
    {
        // The whole explanation, the same in many rows, is in the JSON form.
        const auto cause = in_words(name_of(head.block.error().cause));
        return {label, level, {.text = "-"}, {.text = cause, .style = Style::dim}};
    }
    return {label, level, {.text = std::to_string(head.block->id.number)},
        {.text = short_hash(head.block->id.hash)}, {.text = age(now_s, head.block->timestamp_s)}};
}

std::string heads_table(const StatusReport& report, const Context& context)
{
    if (!report.heads)
        return "heads: " + printable(report.heads.error().message) + "\n";
    Table table{{Align::left, Align::left, Align::right, Align::left, Align::left}};
    table.add_heading({"CHAIN", "LEVEL", "HEAD", "HASH", "AGE"});
    for (const auto& chain : report.heads->chains)
    {
        auto label = chain_label(chain.chain_id, report.chains);
        for (const auto& head : chain.heads)
            table.add(head_row(std::exchange(label, ""), head, context.now_s));
    }
    return table.str(context.colour);
}

Json heads_json(const std::vector<ChainHeads>& chains, const ChainId& id)
{
    auto out = Json::array();
    for (const auto& chain : chains)
    {
        if (chain.chain_id != id)
            continue;
        for (const auto& head : chain.heads)
        {
            out.push_back({{"level", to_string(head.level)},
                {"block", head.block ? seal_json(*head.block) : Json()},
                {"cannot_tell", head.block ? Json() : cannot_tell_json(head.block.error())}});
        }
    }
    return out;
}

Json chain_json(const ChainStatus& chain)
{
    const auto lag = lag_blocks(chain);
    return {{"chain_id", to_string(chain.chain_id)}, {"name", json_text(chain.name)},
        {"state", name_of(chain.state)}, {"ready", chain.ready},
        {"trouble", json_text(chain.trouble)}, {"endpoint", json_text(chain.endpoint)},
        {"first", seal_json(chain.first)}, {"newest", seal_json(chain.head)},
        {"node_head", chain.node_head ? Json(*chain.node_head) : Json()},
        {"lag_blocks", lag ? Json(*lag) : Json()}, {"reorgs", chain.reorgs},
        {"refused_blocks", chain.refused_blocks}, {"label_trouble", json_text(chain.label_trouble)},
        {"pending", pending_json(chain.pending)}, {"divergence", divergence_json(chain.divergence)},
        {"nodes", nodes_json(chain)}, {"disagreement", json_text(chain.disagreement)},
        {"subscription", subscription_json(chain.subscription)}};
}
}  // namespace

std::string status_text(const StatusReport& report, const Context& context)
{
    const auto view = context.view(report.chains);
    return title(report, context) + "\n" + chains_table(report.status, context.colour) +
           troubles(report.status, context.colour) +
           apart(failsafes_text(report.status.failsafes, view)) +
           apart(nodes_table(report.status, context.colour)) + "\n" + heads_table(report, context) +
           apart(waits_text(report.status, view)) + apart(divergences_text(report.status, view));
}

Json status_json(const StatusReport& report)
{
    auto chains = Json::array();
    for (const auto& chain : report.status.chains)
    {
        auto out = chain_json(chain);
        out["heads"] = report.heads ? heads_json(report.heads->chains, chain.chain_id) : Json();
        chains.push_back(std::move(out));
    }
    return {{"version", json_text(report.status.version)},
        {"started_at", report.status.started_at_s}, {"ready", report.status.ready},
        {"failsafes", failsafes_json(report.status.failsafes)}, {"chains", std::move(chains)},
        {"heads_error", report.heads ? Json() : error_json(report.heads.error())["error"]}};
}
}  // namespace interlock::client::cli
