#include "client/cli/live_screen.hpp"

#include <algorithm>
#include <array>

#include "client/cli/change_lines.hpp"
#include "client/cli/live_chains.hpp"
#include "client/cli/status_waits.hpp"
#include "client/cli/text.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kMaxVersion = 40;
/// The title, the line below it, and the keys.
constexpr size_t kFrameLines = 3;
/// An empty line and a heading above the changes.
constexpr size_t kTailFrame = 2;

/// Cells one after the other, as much of them as fits.
std::string fitted(const std::vector<Cell>& cells, size_t width, bool colour)
{
    std::string out;
    for (const auto& cell : cells)
    {
        const auto text = clipped(cell.text, width);
        width -= display_width(text);
        out += styled(text, cell.style, colour);
    }
    return out;
}

std::vector<Cell> title(const LiveState& state, const LiveView& view)
{
    std::vector<Cell> out{{.text = "interlockd"}};
    if (state.status)
        out[0].text += " " + printable(state.status->version, kMaxVersion);
    out[0].text += " at " + printable(state.server);
    if (!state.status)
        return out;
    const auto up_s = view.now_s - std::min(view.now_s, state.status->started_at_s);
    out[0].text += ": ";
    out.push_back(
        state.status->ready ? Cell{"ready", Style::good} : Cell{"not ready", Style::trouble});
    out.push_back({.text = ", up " + duration(up_s)});
    return out;
}

/// The title at the left, the time at the right where there is room for both.
std::string title_line(const LiveState& state, const LiveView& view)
{
    constexpr size_t kDate = 11;  // "2026-11-22 "
    const auto time = utc(view.now_s).substr(kDate);
    auto cells = title(state, view);
    size_t width = 0;
    for (const auto& cell : cells)
        width += display_width(cell.text);
    if (width + time.size() + 2 <= view.size.width)
        cells.push_back({.text = std::string(view.size.width - width - time.size(), ' ') + time,
            .style = Style::dim});
    return fitted(cells, view.size.width, view.colour);
}

std::string outage_line(const LiveState& state, const LiveView& view)
{
    if (!state.outage)
        return {};
    constexpr size_t kDate = 11;
    const auto& [since_s, why] = *state.outage;
    return fitted(
        {{.text = "reconnecting since " + utc(since_s).substr(kDate) + ", " +
                  duration(view.now_s - std::min(view.now_s, since_s)) + ": " + printable(why),
            .style = Style::trouble}},
        view.size.width, view.colour);
}

/// A line for each failsafe, divergence and trouble, the worst first.
std::vector<Cell> alerts(const LiveState& state)
{
    std::vector<Cell> out;
    if (!state.status)
        return out;
    const auto add = [&](const std::string& text, Style style)
    { out.push_back({.text = "! " + text, .style = style}); };
    for (const auto& chain : state.status->chains)
    {
        if (chain.divergence)
            add("DIVERGENCE: the node of " + chain_label(chain.chain_id, chain.name) +
                    " calls block " + std::to_string(chain.divergence->block.id.number) + " " +
                    std::string{to_string(chain.divergence->claimed)} + ", but it is INVALID",
                Style::bad);
    }
    for (const auto& failsafe : state.status->failsafes)
    {
        std::string scope;
        for (const auto& chain : failsafe.chains)
            scope += (scope.empty() ? "" : ", ") + chain_label(chain, state.chains);
        add("failsafe for " + (scope.empty() ? "all chains" : scope) + ": " +
                printable(failsafe.reason),
            Style::bad);
    }
    for (const auto& chain : state.status->chains)
    {
        const auto label = chain_label(chain.chain_id, chain.name) + ": ";
        for (const auto* trouble : {&chain.trouble, &chain.disagreement, &chain.label_trouble})
        {
            if (!trouble->empty())
                add(label + printable(*trouble), Style::waiting);
        }
    }
    return out;
}

/// At most a quarter of the screen.
void cut(std::vector<Cell>& alerts, size_t height)
{
    const auto room = std::max<size_t>(1, height / 4);
    if (alerts.size() <= room)
        return;
    const auto more = alerts.size() - room + 1;
    alerts.resize(room);
    alerts.back() = {.text = "! and " + std::to_string(more) + " more: interlock status",
        .style = Style::waiting};
}

/// Lines for changes when there is room for `room` lines of chains and changes.
size_t least_tail(size_t room)
{
    constexpr size_t kRoomy = 12;
    constexpr size_t kCramped = 8;
    return room >= kRoomy ? room / 3 : room >= kCramped ? 3 : 0;
}

/// How many chains are shown.
size_t page_of(size_t room, size_t chains)
{
    const auto tail = least_tail(room);
    const auto taken = 1 + (tail == 0 ? 0 : tail + kTailFrame);  // With the heading.
    const auto left = room > taken ? room - taken : 1;
    return std::max<size_t>(1, std::min(left, chains));
}

void add_tail(const LiveState& state, const LiveView& view, size_t room, LiveScreen& screen)
{
    if (room <= kTailFrame)
        return;
    screen.lines.emplace_back();
    screen.lines.push_back(styled(clipped("LATEST", view.size.width), Style::heading, view.colour));
    const auto shown = std::min(room - kTailFrame, state.tail.size());
    for (auto line = state.tail.end() - static_cast<std::ptrdiff_t>(shown);
         line != state.tail.end(); ++line)
        screen.lines.push_back(fitted({*line}, view.size.width, view.colour));
}

std::string keys_line(const LiveScreen& screen, size_t chains, const LiveView& view)
{
    std::string out;
    if (chains > screen.page)
        out = "chains " + std::to_string(screen.first_chain + 1) + " to " +
              std::to_string(screen.first_chain + screen.page) + " of " + std::to_string(chains) +
              "   j/k: scroll   space/b: page   ";
    return styled(clipped(out + "q: quit", view.size.width), Style::dim, view.colour);
}

void remember(Cell line, LiveState& state)
{
    // Of one line, and without its end.
    line.text.erase(line.text.find_last_not_of('\n') + 1);
    state.tail.push_back(std::move(line));
    if (state.tail.size() > kMaxTail)
        state.tail.pop_front();
}
}  // namespace

void add_change(const HeadChange& change, LiveState& state)
{
    const View view{.chains = state.chains};
    remember({.text = change_text(change, view, ChangeTime::of_day)}, state);
}

void add_change(const VerdictChange& change, LiveState& state)
{
    // In the order of the alternatives.
    constexpr std::array kStyles{Style::bad, Style::good, Style::waiting};
    const View view{.chains = state.chains};
    remember({.text = change_text(change, view, ChangeTime::of_day),
                 .style = kStyles.at(change.change.index())},
        state);
}

LiveScreen live_screen(const LiveState& state, const LiveView& view)
{
    const auto chains = shown_chains(state);
    auto warnings = alerts(state);
    cut(warnings, view.size.height);

    LiveScreen screen;
    screen.lines = {title_line(state, view), outage_line(state, view)};
    for (const auto& alert : warnings)
        screen.lines.push_back(fitted({alert}, view.size.width, view.colour));
    if (!warnings.empty())
        screen.lines.emplace_back();

    const auto used = screen.lines.size() + 1;  // With the keys.
    const auto room = view.size.height > used ? view.size.height - used : 0;
    screen.page = page_of(room, chains.size());
    screen.first_chain =
        std::min(view.first_chain, chains.size() - std::min(chains.size(), screen.page));
    const auto last = std::min(chains.size(), screen.first_chain + screen.page);
    auto table = chain_lines(state,
        {chains.begin() + static_cast<std::ptrdiff_t>(screen.first_chain),
            chains.begin() + static_cast<std::ptrdiff_t>(last)},
        view);
    const auto left = room > table.size() ? room - table.size() : 0;
    std::move(table.begin(), table.end(), std::back_inserter(screen.lines));
    add_tail(state, view, left, screen);
    // A terminal may be smaller than all of this.
    screen.lines.resize(std::max<size_t>(1, view.size.height) - 1);
    screen.lines.push_back(keys_line(screen, chains.size(), view));
    return screen;
}
}  // namespace interlock::client::cli
