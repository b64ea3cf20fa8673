#include "client/cli/live_chains.hpp"

#include <algorithm>
#include <array>

#include "client/cli/decision_text.hpp"
#include "client/cli/names.hpp"
#include "client/cli/status_cells.hpp"

namespace interlock::client::cli
{
namespace
{
enum class Column
{
    chain,
    state,
    unsafe,
    cross_unsafe,
    local_safe,
    safe,
    finalized,
    lag,
    waits,
};

constexpr std::array kAllColumns{Column::chain, Column::state, Column::unsafe, Column::cross_unsafe,
    Column::local_safe, Column::safe, Column::finalized, Column::lag, Column::waits};
/// What a narrow terminal does without, in this order.
constexpr std::array kDispensable{
    Column::local_safe, Column::finalized, Column::lag, Column::state, Column::cross_unsafe};
/// What is left for the reason of a wait, at the least, before columns are left out.
constexpr size_t kWaitsWidth = 32;

const char* title_of(Column column)
{
    switch (column)
    {
        case Column::chain:
            return "CHAIN";
        case Column::state:
            return "STATE";
        case Column::unsafe:
            return "UNSAFE";
        case Column::cross_unsafe:
            return "CROSS-UNSAFE";
        case Column::local_safe:
            return "LOCAL-SAFE";
        case Column::safe:
            return "SAFE";
        case Column::finalized:
            return "FINALIZED";
        case Column::lag:
            return "LAG";
        case Column::waits:
            break;
    }
    return "WAITS";
}

/// The level whose head a column shows.
std::optional<SafetyLevel> level_of(Column column)
{
    switch (column)
    {
        case Column::unsafe:
            return SafetyLevel::unsafe;
        case Column::cross_unsafe:
            return SafetyLevel::cross_unsafe;
        case Column::local_safe:
            return SafetyLevel::local_safe;
        case Column::safe:
            return SafetyLevel::safe;
        case Column::finalized:
            return SafetyLevel::finalized;
        case Column::chain:
        case Column::state:
        case Column::lag:
        case Column::waits:
            break;
    }
    return std::nullopt;
}

Cell head_cell(const LiveState& state, const ChainId& id, SafetyLevel level)
{
    for (const auto& chain : state.heads.chains)
    {
        if (chain.chain_id != id)
            continue;
        for (const auto& head : chain.heads)
        {
            if (head.level == level && head.block)
                return {.text = std::to_string(head.block->id.number)};
        }
    }
    return {.text = "-", .style = Style::dim};
}

/// Why the cross heads stand where they do, as far as it is worth knowing.
Cell waits_cell(const ChainStatus& chain, const View& view)
{
    Cell out;
    for (const auto& pending : chain.pending)
    {
        const auto* const wait = std::get_if<Wait>(&pending.decision);
        // The safe head waits for that always.
        if (wait != nullptr && wait->reason == pb::WAIT_REASON_LOCAL_LEVEL)
            continue;
        out.text += (out.text.empty() ? "" : "; ") + std::string{to_string(pending.level)} + " " +
                    std::to_string(pending.block.id.number) + " " +
                    decision_line(pending.decision, pending.level, view);
        const bool is_invalid = std::holds_alternative<Replace>(pending.decision);
        out.style = is_invalid || out.style == Style::bad ? Style::bad : Style::waiting;
    }
    return out;
}

Cell cell_of(Column column, const ChainStatus& chain, const LiveState& state, const View& view)
{
    if (const auto level = level_of(column))
        return head_cell(state, chain.chain_id, *level);
    if (column == Column::chain)
        return {.text = chain_label(chain.chain_id, chain.name)};
    if (column == Column::state)
        return state_cell(chain);
    if (column == Column::waits)
        return waits_cell(chain, view);
    const auto lag = lag_blocks(chain);
    return {.text = lag ? std::to_string(*lag) : "-"};
}

Table table_of(const std::vector<Column>& columns, const std::vector<const ChainStatus*>& chains,
    const LiveState& state, const View& view)
{
    std::vector<Align> aligns;
    std::vector<std::string> titles;
    for (const auto column : columns)
    {
        const bool is_number = level_of(column) || column == Column::lag;
        aligns.push_back(is_number ? Align::right : Align::left);
        titles.emplace_back(title_of(column));
    }
    Table table{std::move(aligns)};
    table.add_heading(titles);
    for (const auto* chain : chains)
    {
        std::vector<Cell> row;
        for (const auto column : columns)
            row.push_back(cell_of(column, *chain, state, view));
        table.add(std::move(row));
    }
    return table;
}

size_t width_of(const Table& table)
{
    size_t out = 0;
    for (const auto& line : table.lines({}))
        out = std::max(out, display_width(line));
    return out;
}
}  // namespace

std::vector<const ChainStatus*> shown_chains(const LiveState& state)
{
    std::vector<const ChainStatus*> out;
    if (!state.status)
        return out;
    const auto& only = state.only;
    for (const auto& chain : state.status->chains)
    {
        if (only.empty() || std::find(only.begin(), only.end(), chain.chain_id) != only.end())
            out.push_back(&chain);
    }
    return out;
}

std::vector<std::string> chain_lines(
    const LiveState& state, const std::vector<const ChainStatus*>& chains, const LiveView& live)
{
    const View view{.now_s = live.now_s, .chains = state.chains};
    std::vector<Column> columns{kAllColumns.begin(), kAllColumns.end() - 1};
    const bool one_waits = std::any_of(chains.begin(), chains.end(),
        [&](const ChainStatus* chain) { return !waits_cell(*chain, view).text.empty(); });
    const auto reserved = one_waits ? kWaitsWidth + 2 : 0;
    for (const auto column : kDispensable)
    {
        if (width_of(table_of(columns, chains, state, view)) + reserved <= live.size.width)
            break;
        std::erase(columns, column);
    }
    if (one_waits)
        columns.push_back(Column::waits);
    return table_of(columns, chains, state, view)
        .lines({.colour = live.colour, .max_width = live.size.width});
}
}  // namespace interlock::client::cli
