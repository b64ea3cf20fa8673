#include "server/config/chain_set.hpp"

#include <algorithm>

#include "server/config/claims.hpp"
#include "server/ingest/retention.hpp"

namespace interlock::server
{
namespace
{
NodeAnswer ask(const ChainId& chain, const chain::Endpoint& node, ConsensusLookup& consensus)
{
    auto rollup_config = consensus.rollup_config(node);
    // One silence is enough: a second deadline would only delay the answer.
    const bool silent = !rollup_config && is_temporary(rollup_config.error());
    auto dependency_set =
        silent ? chain::Result<chain::DependencySetFile>{tl::unexpected{rollup_config.error()}}
               : consensus.dependency_set(node);
    return {.chain = chain,
        .node = "the consensus node " + node.display(),
        .rollup_config = std::move(rollup_config),
        .dependency_set = std::move(dependency_set)};
}

std::vector<NodeAnswer> ask_all(const Config& config, ConsensusLookup& consensus)
{
    std::vector<NodeAnswer> out;
    for (const auto& chain : config.chains)
    {
        for (const auto& node : chain.consensus)
            out.push_back(ask(chain.id, node, consensus));
    }
    return out;
}

/// The set and the configured chains must be the same: a message from a chain that is not followed
/// could not be judged, and one to a chain outside the set is never valid.
void check_membership(const Config& config, const ResolvedSet& set, Findings& findings)
{
    for (const auto& chain : config.chains)
    {
        if (!std::binary_search(set.chains.begin(), set.chains.end(), chain.id))
            findings.problems.push_back({.key = "chains." + to_string(chain.id),
                .origin = config.origin_of(chain_key(chain.id, "execution")),
                .message = "is not in the dependency set of " + set.source +
                           "; remove the chain here, or add it there"});
    }
    for (const auto& id : set.chains)
    {
        if (config.find_chain(id) == nullptr)
            findings.problems.push_back({.key = "chains." + to_string(id),
                .origin = {},
                .message = "is missing, but " + set.source +
                           " has it in the dependency set, and messages of a chain that is not "
                           "followed cannot be judged; add [chains." +
                           to_string(id) + "] with execution = [\"http://…\"]"});
    }
}

/// A shorter retention would lose what messages may still name.
std::optional<ConfigProblem> check_retention(const Config& config, const DependencySet& set)
{
    const auto shortest_s = shortest_retention_s(set);
    const auto& chosen_s = config.retention.window_s;
    if (!chosen_s || *chosen_s >= shortest_s)
        return std::nullopt;
    constexpr const char* kKey = "retention.window_s";
    return ConfigProblem{.key = kKey,
        .origin = config.origin_of(kKey),
        .message = "is " + std::to_string(*chosen_s) + ", but must be at least " +
                   std::to_string(shortest_s) + ", twice the expiry window; or auto, or off"};
}

tl::expected<ChainSet, ConfigProblems> assemble(const Config& config,
    std::vector<ResolvedChain> chains, const ResolvedSet& set, Findings findings)
{
    std::vector<ChainConfig> configs;
    for (const auto& chain : chains)
        configs.push_back(chain.config);
    auto dependency_set = DependencySet::create(std::move(configs), set.expiry_window_s);
    if (!dependency_set)
        return tl::unexpected{ConfigProblems{
            {.key = "chains", .origin = {}, .message = "form no set: " + dependency_set.error()}}};
    if (auto problem = check_retention(config, *dependency_set))
        return tl::unexpected{ConfigProblems{*std::move(problem)}};
    return ChainSet{.dependency_set = std::move(*dependency_set),
        .chains = std::move(chains),
        .source = set.source,
        .notes = std::move(findings.notes)};
}
}  // namespace

bool is_temporary(const chain::Error& error) noexcept
{
    return error.kind == chain::ErrorKind::unreachable ||
           error.kind == chain::ErrorKind::timed_out ||
           error.kind == chain::ErrorKind::rate_limited;
}

const ResolvedChain* ChainSet::find(const ChainId& id) const
{
    const auto chain = std::find_if(chains.begin(), chains.end(),
        [&](const ResolvedChain& resolved) { return resolved.config.id == id; });
    return chain == chains.end() ? nullptr : &*chain;
}

tl::expected<ChainSet, ConfigProblems> resolve_chain_set(
    const Config& config, ConsensusLookup& consensus)
{
    Findings findings;
    const auto answers = ask_all(config, consensus);
    std::vector<ResolvedChain> chains;
    for (const auto& settings : config.chains)
    {
        if (auto chain = resolve_chain(config, settings, answers, findings))
            chains.push_back(std::move(*chain));
    }
    const auto set = resolve_set(config, answers, findings);
    if (set)
        check_membership(config, *set, findings);
    if (!findings.problems.empty() || !set)
        return tl::unexpected{std::move(findings.problems)};
    return assemble(config, std::move(chains), *set, std::move(findings));
}
}  // namespace interlock::server
