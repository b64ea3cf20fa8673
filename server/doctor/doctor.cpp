#include "server/doctor/doctor.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <future>

#include "server/app/endpoints.hpp"
#include "server/doctor/machine.hpp"
#include "server/doctor/nodes.hpp"

namespace interlock::server
{
namespace
{
using console::Finding;
using console::Severity;
using Findings = std::vector<Finding>;

constexpr int kAllWell = 0;
constexpr int kUnwell = 1;
constexpr int kMustChange = 2;

constexpr const char* kUsage =
    R"(Usage: interlockd doctor [--config FILE] [--SETTING VALUE]... [--json]

Says of each thing that the service works with whether it is well, what was seen,
and how to mend it: the configuration, the data directory and its disk, the
index, addresses, certificates, and every node: whether it serves the chain, and
a block with its receipts that prove themselves, its tags, its clock, its record
of safe heads. Changes nothing; a service may run meanwhile.

  --json  One line of JSON instead of text for people

Exit code: 0 all well; 1 something is to be mended; 2 the configuration is
refused.

Examples:
  interlockd doctor --config interlock.toml
  interlockd doctor --config interlock.toml --json | jq .worst
)";

uint64_t now_s()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

void move_to(Findings&& from, Findings& to)
{
    std::move(from.begin(), from.end(), std::back_inserter(to));
}

ExaminedChain examined(const ChainSettings& settings, const ResolvedChain& chain)
{
    const auto id = to_string(chain.config.id);
    return {.subject = settings.name ? fmt::format("{} ({})", *settings.name, id) : id,
        .identity = identity_of(chain),
        .block_time_s = chain.config.block_time_s,
        .has_consensus = !settings.consensus.empty(),
        .now_s = &now_s};
}

/// One task a node: a silent one takes its time, and only its own.
void ask_nodes(const ChainSettings& settings, const ExaminedChain& chain,
    const chain::RequestLimits& limits, std::vector<std::future<Findings>>& tasks)
{
    for (const auto& endpoint : settings.execution)
    {
        tasks.push_back(std::async(std::launch::async, [=]
            { return examine_execution(*chain::make_execution_node(endpoint, limits), chain); }));
    }
    for (const auto& endpoint : settings.consensus)
    {
        tasks.push_back(std::async(std::launch::async, [=]
            { return examine_consensus(*chain::make_consensus_node(endpoint, limits), chain); }));
    }
    if (settings.subscribe.empty())
        return;
    tasks.push_back(std::async(std::launch::async,
        [=]
        {
            Findings out;
            for (const auto& source : make_head_sources(settings, limits))
                out.push_back(examine_announcements(*source, chain));
            return out;
        }));
}

int report(const Findings& findings, bool json)
{
    const auto text =
        json ? findings_json(findings).dump() + "\n" : console::findings_text(findings);
    std::fputs(text.c_str(), stdout);
    return worst_of(findings) == Severity::ok ? kAllWell : kUnwell;
}

int refuse(const ConfigProblems& problems, bool json)
{
    Findings findings;
    bool temporary = true;
    for (const auto& problem : problems)
    {
        findings.push_back({Severity::fail, "configuration", to_string(problem),
            problem.temporary ? "see that the node answers, or give the file instead"
                              : "correct that setting"});
        temporary = temporary && problem.temporary;
    }
    const int code = report(findings, json);
    return temporary ? code : kMustChange;
}
}  // namespace

Findings examine(const Config& config, const ChainSet& chains)
{
    const auto limits = limits_of(config.ingest, {});
    std::vector<std::future<Findings>> tasks;
    for (const auto& settings : config.chains)
        ask_nodes(settings, examined(settings, *chains.find(settings.id)), limits, tasks);

    Findings out{{Severity::ok, "configuration",
        fmt::format("{} chains from {}, window {} s", chains.chains.size(), chains.source,
            chains.dependency_set.expiry_window_s()),
        ""}};
    for (const auto& note : chains.notes)
        out.push_back({Severity::warn, "configuration", note, "see that this is meant"});
    move_to(examine_machine(config), out);
    for (auto& task : tasks)
        move_to(task.get(), out);
    return out;
}

int run_doctor_command(std::span<const std::string> arguments)
{
    std::vector<std::string> flags{arguments.begin(), arguments.end()};
    const bool json = std::erase(flags, "--json") != 0;
    const auto command_line = parse_command_line(flags);
    if (command_line.mode == CommandMode::print_help)
    {
        std::fputs(kUsage, stdout);
        return kAllWell;
    }
    spdlog::set_level(spdlog::level::off);  // What is wrong is a finding.
    const auto config =
        load_config({.command_line = command_line, .environment = process_environment()});
    if (!config)
        return refuse(config.error(), json);
    ConsensusNodes consensus{limits_of(config->ingest, {})};
    const auto chains = resolve_chain_set(*config, consensus);
    if (!chains)
        return refuse(chains.error(), json);
    return report(examine(*config, *chains), json);
}
}  // namespace interlock::server
