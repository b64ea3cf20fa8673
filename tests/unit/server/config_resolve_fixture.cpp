#include "config_resolve_fixture.hpp"

#include <gmock/gmock.h>

namespace interlock::server::test
{
using testing::HasSubstr;
using testing::Not;

std::string json_of(const Rollup& rollup)
{
    std::string out = "{\"genesis\":{\"l2\":{\"hash\":\"" + std::string{kGenesisHash} +
                      "\",\"number\":" + std::to_string(rollup.genesis_number) +
                      "},\"l2_time\":" + std::to_string(rollup.genesis_time_s) +
                      "},\"block_time\":" + std::to_string(rollup.block_time_s) +
                      ",\"l2_chain_id\":" + std::to_string(rollup.chain);
    if (rollup.activation_s)
        out += ",\"lagoon_time\":" + std::to_string(*rollup.activation_s);
    return out + '}';
}

chain::RollupConfig reply_of(const Rollup& rollup)
{
    chain::RollupConfig out{.chain = {.id = ChainId::from_u64(rollup.chain),
                                .block_time_s = rollup.block_time_s,
                                .activation_s = rollup.activation_s},
        .genesis_number = rollup.genesis_number,
        .genesis_hash = {},
        .genesis_time_s = rollup.genesis_time_s};
    out.genesis_hash.bytes[31] = 0xaa;
    return out;
}

chain::DependencySetFile set_of(std::vector<uint64_t> chains, uint64_t window_s)
{
    chain::DependencySetFile out{.chains = {}, .expiry_window_override_s = window_s};
    for (const auto id : chains)
        out.chains.push_back(ChainId::from_u64(id));
    return out;
}

tl::unexpected<chain::Error> error(chain::ErrorKind kind, std::string message)
{
    return tl::unexpected{chain::Error{kind, std::move(message)}};
}

void Resolve::flag(const std::string& id, const std::string& setting, const std::string& value)
{
    arguments_.push_back("--chains." + id + '.' + setting + '=' + value);
}

void Resolve::chain(const std::string& id)
{
    flag(id, "execution", "http://execution-" + id);
}

void Resolve::plain_chain(const std::string& id)
{
    chain(id);
    flag(id, "block_time_s", "2");
    flag(id, "activation_time", "100");
}

void Resolve::rollup_file(const std::string& id, const std::string& json)
{
    flag(id, "rollup_config", folder_.write(id + ".json", json).string());
}

void Resolve::set_file(const std::string& json)
{
    arguments_.push_back("--dependency_set.file=" + folder_.write("set.json", json).string());
}

void Resolve::window(const std::string& seconds)
{
    arguments_.push_back("--dependency_set.expiry_window_s=" + seconds);
}

std::string Resolve::node(const std::string& id)
{
    const auto url = "http://user:hunter2@node-" + id + ":9545";
    flag(id, "consensus", url);
    return url;
}

Resolve::Resolved Resolve::resolve()
{
    const auto config = load(arguments_);
    EXPECT_TRUE(config) << problems_of(config);
    if (!config)
        return tl::unexpected{config.error()};
    auto out = resolve_chain_set(*config, consensus_);
    EXPECT_THAT(problems_of(out), Not(HasSubstr("hunter2")));
    EXPECT_TRUE(out || !out.error().empty());
    for (const auto& note : out ? out->notes : std::vector<std::string>{})
        EXPECT_THAT(note, Not(HasSubstr("hunter2")));
    return out;
}

void Resolve::expect_problem(const std::string& part)
{
    const auto resolved = resolve();
    ASSERT_FALSE(resolved);
    EXPECT_EQ(resolved.error().size(), 1U) << all(resolved.error());
    EXPECT_THAT(all(resolved.error()), HasSubstr(part));
    EXPECT_FALSE(resolved.error()[0].temporary);
}
}  // namespace interlock::server::test
