// A configuration in the making, with files and consensus nodes of its own, and how it resolves.
#pragma once

#include "config_support.hpp"

namespace interlock::server::test
{
/// What a rollup.json says; a test names only what it cares about.
struct Rollup
{
    uint64_t chain = 901;
    uint64_t block_time_s = 2;
    std::optional<uint64_t> activation_s = 100;
    uint64_t genesis_number = 0;
    uint64_t genesis_time_s = 50;
};

/// The hash of every genesis block here.
inline constexpr std::string_view kGenesisHash =
    "0x00000000000000000000000000000000000000000000000000000000000000aa";

[[nodiscard]] std::string json_of(const Rollup& rollup);
[[nodiscard]] chain::RollupConfig reply_of(const Rollup& rollup);
[[nodiscard]] chain::DependencySetFile set_of(std::vector<uint64_t> chains, uint64_t window_s = 0);
[[nodiscard]] tl::unexpected<chain::Error> error(chain::ErrorKind kind, std::string message);

class Resolve : public testing::Test
{
protected:
    using Resolved = tl::expected<ChainSet, ConfigProblems>;

    void flag(const std::string& id, const std::string& setting, const std::string& value);
    /// Chain `id` with only its execution node.
    void chain(const std::string& id);
    /// Chain `id` described by settings alone.
    void plain_chain(const std::string& id);
    void rollup_file(const std::string& id, const std::string& json);
    void set_file(const std::string& json);
    void window(const std::string& seconds);
    /// A consensus node of chain `id`, silent unless scripted; its URL, which holds "hunter2".
    std::string node(const std::string& id);

    /// Also checks that no problem shows a credential.
    [[nodiscard]] Resolved resolve();
    /// Exactly one problem, a lasting one, with this part.
    void expect_problem(const std::string& part);

    TempFolder folder_;
    std::vector<std::string> arguments_;
    FakeConsensus consensus_;
};
}  // namespace interlock::server::test
