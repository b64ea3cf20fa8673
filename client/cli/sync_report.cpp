#include "client/cli/sync_report.hpp"

#include <algorithm>
#include <cmath>

#include "client/cli/chain_names.hpp"
#include "client/cli/json_forms.hpp"
#include "client/cli/names.hpp"
#include "client/cli/table.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr std::chrono::seconds kMemory{10};
constexpr size_t kBarWidth = 24;

uint64_t missing(const SyncProgress& chain)
{
    return *chain.target - std::min(*chain.target, *chain.newest);
}

/// 0 to 1.
double share(const SyncProgress& chain)
{
    if (!chain.first || !chain.newest || !chain.target || *chain.target < *chain.first)
        return 0;
    const auto all = static_cast<double>(*chain.target - *chain.first) + 1;
    return 1 - std::min(1.0, static_cast<double>(missing(chain)) / all);
}

std::string bar(double share)
{
    const auto full = static_cast<size_t>(share * static_cast<double>(kBarWidth));
    return "[" + std::string(full, '#') + std::string(kBarWidth - full, '.') + "]";
}

/// "63.2 %"; 100 only when nothing is missing.
std::string percent(double share)
{
    const auto tenths = static_cast<uint64_t>(share * 1'000);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

std::string what_next(const SyncProgress& chain)
{
    if (chain.done)
        return "ready";
    if (!chain.trouble.empty())
        return printable(chain.trouble);
    if (!chain.newest)
        return "waits for its first block";
    return chain.seconds_left ? duration(*chain.seconds_left) + " left" : "";
}

std::vector<Cell> row(const SyncProgress& chain)
{
    const auto style = [&]
    {
        if (chain.done)
            return Style::good;
        return chain.trouble.empty() ? Style::waiting : Style::trouble;
    }();
    const auto part = share(chain);
    return {{.text = chain_label(chain.chain, chain.name)}, {.text = bar(part), .style = style},
        {.text = chain.newest ? percent(part) : "-"},
        {.text = chain.newest ? std::to_string(*chain.newest) : "-"},
        {.text = chain.target ? "of " + std::to_string(*chain.target) : ""},
        {.text =
                chain.blocks_per_s ? std::to_string(std::llround(*chain.blocks_per_s)) + "/s" : ""},
        {.text = what_next(chain), .style = style}};
}
}  // namespace

std::vector<SyncProgress> SyncMeter::measure(const Status& status, Time now)
{
    std::vector<SyncProgress> out;
    for (const auto& chain : status.chains)
    {
        SyncProgress progress{.chain = chain.chain_id,
            .name = chain.name,
            .state = chain.state,
            .done = chain.ready && chain.state == pb::CHAIN_STATE_FOLLOWING,
            .target = chain.node_head,
            .trouble = chain.trouble};
        if (chain.first)
            progress.first = chain.first->id.number;
        if (chain.head)
            progress.newest = chain.head->id.number;
        auto& samples = samples_[chain.chain_id];
        if (progress.newest)
        {
            // A reorg may have taken blocks back.
            if (!samples.empty() && samples.back().newest > *progress.newest)
                samples.clear();
            samples.push_back({now, *progress.newest});
            while (samples.front().at < now - kMemory)
                samples.pop_front();
        }
        if (samples.size() > 1)
        {
            const std::chrono::duration<double> time = now - samples.front().at;
            const auto blocks = static_cast<double>(*progress.newest - samples.front().newest);
            progress.blocks_per_s = time.count() > 0 ? blocks / time.count() : 0;
            if (progress.target && *progress.blocks_per_s > 0)
                progress.seconds_left = static_cast<uint64_t>(
                    std::ceil(static_cast<double>(missing(progress)) / *progress.blocks_per_s));
        }
        out.push_back(std::move(progress));
    }
    return out;
}

std::string sync_text(const std::vector<SyncProgress>& chains, size_t max_lines, bool colour)
{
    auto sorted = chains;
    std::stable_partition(
        sorted.begin(), sorted.end(), [](const SyncProgress& chain) { return !chain.done; });
    Table table{{Align::left, Align::left, Align::right, Align::right, Align::left, Align::right,
        Align::left}};
    const auto shown = std::min(max_lines, sorted.size());
    for (size_t i = 0; i < shown; ++i)
        table.add(row(sorted[i]));
    auto out = table.str(colour);
    if (shown < sorted.size())
    {
        const auto done = std::count_if(
            sorted.begin(), sorted.end(), [](const SyncProgress& chain) { return chain.done; });
        out += "and " + std::to_string(sorted.size() - shown) + " chains more; " +
               std::to_string(done) + " of " + std::to_string(sorted.size()) + " are ready\n";
    }
    return out;
}

Json sync_json(const std::vector<SyncProgress>& chains)
{
    const auto number = [](const std::optional<uint64_t>& value)
    { return value ? Json(*value) : Json(); };
    return {{"chains",
        list_json(chains,
            [&](const SyncProgress& chain)
            {
                return Json{{"chain_id", to_string(chain.chain)}, {"name", json_text(chain.name)},
                    {"state", name_of(chain.state)}, {"done", chain.done},
                    {"first", number(chain.first)}, {"newest", number(chain.newest)},
                    {"target", number(chain.target)},
                    {"blocks_per_s", chain.blocks_per_s ? Json(*chain.blocks_per_s) : Json()},
                    {"seconds_left", number(chain.seconds_left)},
                    {"trouble", json_text(chain.trouble)}};
            })}};
}
}  // namespace interlock::client::cli
