#include "client/cli/status_cells.hpp"

#include <algorithm>

#include "client/cli/names.hpp"

namespace interlock::client::cli
{
std::optional<uint64_t> lag_blocks(const ChainStatus& chain) noexcept
{
    if (!chain.node_head || !chain.head)
        return std::nullopt;
    return *chain.node_head - std::min(*chain.node_head, chain.head->id.number);
}

std::string in_words(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

Cell state_cell(const ChainStatus& chain)
{
    const auto style = [&]
    {
        if (chain.state == pb::CHAIN_STATE_FOLLOWING)
            return Style::good;
        return chain.state == pb::CHAIN_STATE_HALTED ? Style::bad : Style::waiting;
    }();
    return {.text = in_words(name_of(chain.state)), .style = style};
}

uint64_t block_time_s(const ChainId& id, const Chains& chains) noexcept
{
    for (const auto& chain : chains.chains)
    {
        if (chain.config.id == id)
            return chain.config.block_time_s;
    }
    return 0;
}
}  // namespace interlock::client::cli
