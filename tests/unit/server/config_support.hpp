// What the tests of the configuration share: files in a folder of their own, sources, and consensus
// nodes that answer as scripted.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "server/config/chain_set.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::server::test
{
namespace testing = ::testing;  // GoogleTest's, not the house's of that name.
using TempFolder = interlock::testing::TempDir;
using Environment = std::map<std::string, std::string>;
using Loaded = tl::expected<Config, ConfigProblems>;

/// Loads from arguments and environment alone.
[[nodiscard]] Loaded load(std::vector<std::string> arguments, Environment environment = {});

/// Loads a file of that text, below further arguments and environment.
[[nodiscard]] Loaded load_file(
    std::string_view text, std::vector<std::string> arguments = {}, Environment environment = {});

/// All problems, one a line; empty when there are none.
[[nodiscard]] std::string all(const ConfigProblems& problems);
template <typename T>
[[nodiscard]] std::string problems_of(const tl::expected<T, ConfigProblems>& result)
{
    return result ? std::string{} : all(result.error());
}

/// Flags of a chain that is complete, so that a test can be about something else.
[[nodiscard]] std::vector<std::string> with_chain(std::vector<std::string> arguments);

/// Answers by the URL of the node; a node that is not scripted is unreachable.
class FakeConsensus final : public ConsensusLookup
{
public:
    std::map<std::string, chain::Result<chain::RollupConfig>> rollup_configs;
    std::map<std::string, chain::Result<chain::DependencySetFile>> dependency_sets;
    std::vector<std::string> asked;  // "rollup_config http://…", in order.

    chain::Result<chain::RollupConfig> rollup_config(const chain::Endpoint& node) override;
    chain::Result<chain::DependencySetFile> dependency_set(const chain::Endpoint& node) override;
};
}  // namespace interlock::server::test
