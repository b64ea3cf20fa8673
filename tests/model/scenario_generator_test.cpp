// A comparison over scenarios is worth what they meet: each thing that is hard to get right must
// come up, or the generator is broken.
#include "tests/model/scenario_generator.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/model/scenario_choice.hpp"
#include "tests/model/scenario_tally.hpp"

namespace interlock::model
{
namespace
{
constexpr uint64_t kSeeds = 200;

constexpr size_t kEnough = 5;  // For the own data.

const GeneratorOptions kDefault;
// What the project's own data were made with: see README.md.
const GeneratorOptions kOwn{.max_steps = 24};

std::vector<Json> own_scenarios()
{
    std::ifstream in{INTERLOCK_OWN_SCENARIOS};
    std::vector<Json> out;
    std::string line;
    while (std::getline(in, line))
        out.push_back(Json::parse(line));
    return out;
}

Tally tally_of(const std::vector<Json>& scenarios)
{
    Tally tally;
    for (const Json& scenario : scenarios)
        count(scenario, tally);
    return tally;
}

std::vector<Json> random_scenarios()
{
    std::vector<Json> out;
    for (uint64_t seed = 1; seed <= kSeeds; ++seed)
        out.push_back(random_scenario(seed, kDefault));
    return out;
}

TEST(Generator, is_the_same_for_a_seed)
{
    EXPECT_EQ(random_scenario(7, kDefault), random_scenario(7, kDefault));
    EXPECT_NE(random_scenario(7, kDefault), random_scenario(8, kDefault));
}

/// On another platform as well: the data were made once, and are in the repository.
TEST(Generator, makes_the_own_data_again)
{
    const std::vector<Json> own = own_scenarios();
    ASSERT_EQ(own.size(), 60U);
    for (const Json& scenario : own)
    {
        const std::string name = scenario.at("name");
        ASSERT_TRUE(name.starts_with("seed-"));
        EXPECT_EQ(scenario, random_scenario(std::stoull(name.substr(5)), kOwn)) << name;
    }
}

TEST(Generator, keeps_to_its_options)
{
    for (uint64_t seed = 1; seed <= kSeeds; ++seed)
    {
        const Json scenario = random_scenario(seed, {.max_steps = 30, .max_chains = 3});
        const size_t chain_count = scenario.at("chains").size();
        EXPECT_GE(chain_count, 2U);
        EXPECT_LE(chain_count, 3U);
        EXPECT_GE(scenario.at("steps").size(), 15U);
        EXPECT_LE(scenario.at("steps").size(), 36U);
        EXPECT_TRUE(scenario.at("steps").back().contains("expect"));
    }
}

TEST(Generator, its_steps_follow_and_its_expectations_are_the_models)
{
    for (const Json& scenario : random_scenarios())
        EXPECT_TRUE(check_scenario(scenario).mismatches.empty()) << scenario.at("name");
}

/// Whoever makes hashes of chain, number and revision must not meet two blocks of one hash.
TEST(Generator, a_revision_stands_for_one_content)
{
    for (const Json& scenario : random_scenarios())
    {
        std::map<std::string, Json> contents;
        for (const Json& step : scenario.at("steps"))
        {
            if (!step.contains("block"))
                continue;
            const Json& block = step.at("block");
            const std::string key = block.at("chain").get<std::string>() + ' ' +
                                    block.at("number").dump() + ' ' + block.at("rev").dump();
            const auto [it, is_new] = contents.emplace(key, block);
            EXPECT_EQ(it->second, block) << scenario.at("name") << ' ' << key;
        }
    }
}

/// What holds of the heads whatever happens.
TEST(Model, heads_are_in_order_in_every_scenario)
{
    for (const Json& scenario : random_scenarios())
    {
        ScenarioChains chains{scenario};
        for (const Json& step : scenario.at("steps"))
        {
            if (step.contains("expect"))
                continue;
            chains.apply(step);
            const auto outcomes = decide(chains.world());
            for (const Chain& chain : chains.world().chains)
            {
                const Outcome& outcome = outcomes.at(chain.id);
                EXPECT_LE(outcome.cross_safe, outcome.cross_unsafe) << scenario.at("name");
                EXPECT_LE(outcome.cross_safe, chain.local_safe) << scenario.at("name");
                EXPECT_LE(outcome.cross_unsafe, chain.blocks.back().number);
            }
        }
    }
}

struct Wanted
{
    const char* what;
    size_t times;
};

constexpr Wanted kWanted[] = {
    {"chains: 2", 20},
    {"chains: 3", 20},
    {"chains: 4", 20},
    {"chains: 5", 20},
    {"chains: 6", 20},
    {"block time: 1", 100},
    {"block time: 2", 100},
    {"block time: 3", 100},
    // Steps.
    {"block", 4000},
    {"block that was there before", 100},
    {"deposits-only replacement", 200},
    {"local_safe forward", 1000},
    {"local_safe back", 100},
    {"shallow rewind", 300},
    {"deep rewind", 200},
    {"rewind after a rewind", 100},
    {"rewind below local_safe", 100},
    {"rewind below what others name", 300},
    {"head moved back by another chain's reorg", 20},
    {"expect", 1000},
    // Promotion.
    {"promoted message", 500},
    {"promoted message of the own chain", 100},
    {"promoted message within a timestamp", 200},
    {"promoted together", 100},
    {"promoted near miss", 30},
    {"promoted at the window's end", 30},
    {"promoted unchecked", 200},
    {"executed right after the activation block", 1},
    {"safe behind unsafe", 1000},
    // Waiting.
    {"waits for a chain that lags", 500},
    {"waits for a block to be verified", 80},
    {"waits for others of its time", 300},
    {"waits for one that waits", 10},
    {"waits with a wrong log", 5},
    {"fault that waits for others of its time", 30},
    {"waits beside a cycle", 30},
    {"waits beside a cycle that it feeds", 50},
    {"waits in the safe view", 300},
    // What is invalid.
    {"cycle of chains: 1", 50},
    {"cycle of chains: 2", 50},
    {"cycle of chains: 3", 30},
    {"cycle through a previous message", 30},
    {"cycle that another chain feeds", 30},
    {"cycle through a wrong number", 10},
    {"fault within a timestamp", 300},
    {"mismatch above what is verified", 5},
    {"executed in the activation block", 50},
    {"initiated in the activation block", 20},
    {"expired by a second", 15},
    {"no block is due until then", 3},
    {"reason: cycle", 200},
    {"reason: unknown_chain", 15},
    {"reason: executed_too_early", 100},
    {"reason: initiated_too_early", 50},
    {"reason: future", 20},
    {"reason: expired", 15},
    {"reason: no_such_block", 15},
    {"reason: timestamp_mismatch", 50},
    {"reason: no_such_log", 100},
    {"reason: payload_mismatch", 100},
};

TEST(Generator, meets_everything)
{
    Tally tally = tally_of(random_scenarios());
    for (const Wanted& wanted : kWanted)
        EXPECT_GE(tally[wanted.what], wanted.times) << wanted.what;
}

/// The few scenarios that are kept as data meet everything as well, if not as often.
TEST(OwnData, meets_everything)
{
    Tally tally = tally_of(own_scenarios());
    tally["chains: 5"] = tally["chains: 6"] = kEnough;  // They have room for four at most.
    for (const Wanted& wanted : kWanted)
        EXPECT_GE(tally[wanted.what], std::min(wanted.times, kEnough)) << wanted.what;
}

TEST(Choice, prefers_what_was_not_met_so_far)
{
    std::vector<Json> scenarios = random_scenarios();
    const std::vector<Json> chosen = choose_varied(scenarios, 20);
    ASSERT_EQ(chosen.size(), 20U);
    scenarios.resize(20);
    EXPECT_GT(tally_of(chosen).size(), tally_of(scenarios).size());
    EXPECT_EQ(choose_varied(chosen, 20), chosen);
    EXPECT_EQ(choose_varied(chosen, 30), chosen);
}
}  // namespace
}  // namespace interlock::model
