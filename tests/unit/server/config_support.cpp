#include "config_support.hpp"

namespace interlock::server::test
{
Loaded load(std::vector<std::string> arguments, Environment environment)
{
    return load_config(
        {.command_line = parse_command_line(arguments), .environment = std::move(environment)});
}

Loaded load_file(std::string_view text, std::vector<std::string> arguments, Environment environment)
{
    const TempFolder folder;
    arguments.push_back("--config=" + folder.write("interlock.toml", text).string());
    return load(std::move(arguments), std::move(environment));
}

std::string all(const ConfigProblems& problems)
{
    std::string out;
    for (const auto& problem : problems)
        out += to_string(problem) + '\n';
    return out;
}

std::vector<std::string> with_chain(std::vector<std::string> arguments)
{
    arguments.push_back("--chains.901.execution=http://localhost:8545");
    return arguments;
}

namespace
{
template <typename T>
chain::Result<T> answer(
    const std::map<std::string, chain::Result<T>>& answers, const chain::Endpoint& node)
{
    const auto found = answers.find(node.secret_url());
    if (found != answers.end())
        return found->second;
    return tl::unexpected{
        chain::Error{chain::ErrorKind::unreachable, node.display() + ": connection refused"}};
}
}  // namespace

chain::Result<chain::RollupConfig> FakeConsensus::rollup_config(const chain::Endpoint& node)
{
    asked.push_back("rollup_config " + node.secret_url());
    return answer(rollup_configs, node);
}

chain::Result<chain::DependencySetFile> FakeConsensus::dependency_set(const chain::Endpoint& node)
{
    asked.push_back("dependency_set " + node.secret_url());
    return answer(dependency_sets, node);
}
}  // namespace interlock::server::test
