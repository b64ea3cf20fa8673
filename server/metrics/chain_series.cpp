// Chains and their nodes.
#include "server/metrics/page.hpp"

namespace interlock::server
{
namespace
{
constexpr std::array kStates{ChainState::connecting, ChainState::catching_up, ChainState::following,
    ChainState::troubled, ChainState::halted};
constexpr std::array kNodeStates{NodeState::fit, NodeState::failing, NodeState::set_aside};

/// As a label's value: without spaces.
template <typename State>
std::string label_of(State state)
{
    std::string out{to_string(state)};
    std::replace(out.begin(), out.end(), ' ', '_');
    return out;
}

uint64_t number_of(const std::optional<BlockSeal>& block)
{
    return block ? block->id.number : 0;
}

uint64_t time_of(const std::optional<BlockSeal>& block)
{
    return block ? block->timestamp_s : 0;
}

HistogramReading depths_of(const ReorgDepths& depths)
{
    return {.bounds = {ReorgDepths::kDepths.begin(), ReorgDepths::kDepths.end()},
        .counts = {depths.by_depth.begin(), depths.by_depth.end()},
        .sum = static_cast<double>(depths.blocks)};
}

void put_status(Page& page, const std::string& chain, const ChainStatus& status)
{
    page.put(family("interlock_chain_ready"), {chain}, status.ready);
    for (const auto state : kStates)
        page.put(family("interlock_chain_state"), {chain, label_of(state)}, status.state == state);
    page.put(family("interlock_node_head_block"), {chain}, status.node_head.value_or(0));
    page.put(family("interlock_blocks_indexed_total"), {chain}, status.indexed_blocks);
    page.put(family("interlock_logs_indexed_total"), {chain}, status.indexed_logs);
    page.put(family("interlock_refused_blocks_total"), {chain}, status.refused_blocks);
    page.put(family("interlock_reorgs_total"), {chain}, status.reorgs);
    page.put(family("interlock_reorg_depth_blocks"), {chain}, depths_of(status.reorg_depths));
    page.put(family("interlock_label_trouble"), {chain}, !status.label_trouble.empty());
}

void put_index(Page& page, const std::string& chain, const ChainReading& reading)
{
    const auto& index = *reading.index;
    for (const auto level : kSafetyLevels)
    {
        const auto& head = index.heads[static_cast<size_t>(level)];
        const Page::Labels labels{chain, std::string{to_string(level)}};
        page.put(family("interlock_head_block"), labels, number_of(head));
        page.put(family("interlock_head_timestamp_seconds"), labels, time_of(head));
    }
    const auto newest = number_of(index.heads[static_cast<size_t>(SafetyLevel::unsafe)]);
    const auto node_head = reading.status.node_head.value_or(0);
    page.put(family("interlock_blocks_behind"), {chain},
        node_head > newest ? node_head - newest : uint64_t{0});
    page.put(family("interlock_oldest_block"), {chain}, number_of(index.oldest));
    page.put(family("interlock_oldest_block_timestamp_seconds"), {chain}, time_of(index.oldest));
    page.put(family("interlock_newest_block"), {chain}, newest);
    for (const auto view : kCrossViews)
    {
        const auto& obstacle = index.obstacles[static_cast<size_t>(view)];
        const Page::Labels labels{chain, std::string{to_string(cross_level(view))}};
        page.put(family("interlock_cross_head_waits"), labels,
            obstacle && std::holds_alternative<Waiting>(*obstacle));
        page.put(family("interlock_invalid_blocks"), labels,
            obstacle && std::holds_alternative<Fault>(*obstacle));
    }
}

void put_nodes(Page& page, const std::string& chain, const ChainStatus& status)
{
    page.put(family("interlock_endpoints_disagree"), {chain}, !status.disagreement.empty());
    for (size_t i = 0; i < status.nodes.size(); ++i)
    {
        const auto& node = status.nodes[i];
        // Two endpoints of one host are shown alike.
        const Page::Labels labels{chain, node.name, std::to_string(i + 1)};
        for (const auto state : kNodeStates)
        {
            auto with_state = labels;
            with_state.push_back(label_of(state));
            page.put(family("interlock_endpoint_state"), with_state, node.state == state);
        }
        page.put(family("interlock_endpoint_in_use"), labels, node.in_use);
        page.put(family("interlock_endpoint_failures_total"), labels, node.failures);
        page.put(family("interlock_endpoint_set_aside_total"), labels, node.disagreements);
    }
}

void put_subscription(Page& page, const std::string& chain, const SubscriptionStatus& status)
{
    page.put(family("interlock_subscription_listening"), {chain}, status.listening);
    page.put(family("interlock_subscription_proven"), {chain}, status.proven);
    page.put(family("interlock_subscription_announcements_total"), {chain}, status.announcements);
    page.put(family("interlock_subscription_failures_total"), {chain}, status.failures);
}
}  // namespace

void put_chains(Page& page, const Reading& reading)
{
    for (const auto& chain : reading.chains)
    {
        const auto id = to_string(chain.id);
        put_status(page, id, chain.status);
        if (chain.index)
            put_index(page, id, chain);
        put_nodes(page, id, chain.status);
        if (chain.status.subscription)
            put_subscription(page, id, *chain.status.subscription);
    }
}
}  // namespace interlock::server
