#include "client/cli/status_waits.hpp"

#include <algorithm>

#include "client/cli/chain_names.hpp"
#include "client/cli/decision_text.hpp"
#include "client/cli/status_cells.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
/// Blocks of other chains come within a block time or two; what waits longer is worth a line.
constexpr uint64_t kPassingBlocks = 4;

std::string wait_line(const PendingBlock& pending, const View& view)
{
    const bool invalid = std::holds_alternative<Replace>(pending.decision);
    return styled("! ", invalid ? Style::bad : Style::waiting, view.colour) +
           std::string{to_string(pending.level)} + " of " +
           chain_label(pending.chain_id, view.chains) +
           (invalid ? " stands before block " : " at block ") +
           std::to_string(pending.block.id.number) + (invalid ? ", " : " ") +
           decision_line(pending.decision, pending.level, view) + "\n";
}

std::string failsafe_text(const ChainId& chain, const Divergence& divergence, const View& view)
{
    if (!divergence.failsafe)
        return "off";
    if (!divergence.initiating_chain_id)
        return "ON: checks of the messages in question are refused";
    return "ON: checks of messages between " + chain_label(chain, view.chains) + " and " +
           chain_label(*divergence.initiating_chain_id, view.chains) + " are refused";
}

std::string divergence_text(const ChainId& chain, const Divergence& divergence, const View& view)
{
    const std::string claimed{to_string(divergence.claimed)};
    const auto title = "!!! DIVERGENCE: the node of " + chain_label(chain, view.chains) +
                       " calls block " + std::to_string(divergence.block.id.number) + " " +
                       claimed + ", but it is INVALID";
    auto table = details_table();
    add_detail(table, "claimed",
        claimed + " up to " + std::to_string(divergence.claimed_head.number) + " " +
            short_hash(divergence.claimed_head.hash));
    add_detail(table, "block", block_line(divergence.block, view));
    add_details(divergence.why, view, table);
    add_detail(table, "failsafe", failsafe_text(chain, divergence, view));
    return styled(title, Style::bad, view.colour) + "\n" + table.str(view.colour);
}
}  // namespace

bool is_worth_a_line(const PendingBlock& pending, const View& view)
{
    const auto* const wait = std::get_if<Wait>(&pending.decision);
    if (wait == nullptr)
        return std::holds_alternative<Replace>(pending.decision);
    // Blocks become local-safe much later than they come: the safe head waits for that always. The
    // heads show it, and a node that does not tell its labels has a line of its own.
    if (wait->reason == pb::WAIT_REASON_LOCAL_LEVEL)
        return false;
    const uint64_t waited_s = view.now_s - std::min(view.now_s, wait->since_s);
    return waited_s > kPassingBlocks * block_time_s(pending.chain_id, view.chains);
}

std::string waits_text(const Status& status, const View& view)
{
    std::string out;
    for (const auto& chain : status.chains)
    {
        for (const auto& pending : chain.pending)
            out += is_worth_a_line(pending, view) ? wait_line(pending, view) : "";
    }
    return out;
}

std::string divergences_text(const Status& status, const View& view)
{
    std::string out;
    for (const auto& chain : status.chains)
    {
        if (chain.divergence)
            out += (out.empty() ? "" : "\n") +
                   divergence_text(chain.chain_id, *chain.divergence, view);
    }
    return out;
}
}  // namespace interlock::client::cli
