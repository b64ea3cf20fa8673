// Random scenarios through the real engine, compared with the model at every expectation.
// INTERLOCK_SEED=N plays that one; INTERLOCK_SCENARIO_SEEDS=N that many, from seed 1 on.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/model/scenario_generator.hpp"
#include "tests/support/scenario_player.hpp"

namespace interlock
{
namespace
{
std::optional<uint64_t> number_from_environment(const char* name)
{
    const char* text = std::getenv(name);
    return text == nullptr ? std::nullopt : std::optional{std::strtoull(text, nullptr, 10)};
}

std::string differences(const nlohmann::json& scenario, const testing::PlayOptions& options)
{
    std::string out;
    for (const auto& difference : testing::play_scenario(scenario, options))
        out += difference + "\n";
    return out;
}

void play(uint64_t seed, uint64_t& removed)
{
    SCOPED_TRACE("INTERLOCK_SEED=" + std::to_string(seed));
    const auto scenario = model::random_scenario(seed, {});
    EXPECT_EQ(differences(scenario, {}), "");
    // What is kept in memory must never matter.
    EXPECT_EQ(differences(scenario, {.reopen_every = 1 + seed % 3}), "");
    if (seed % 4 != 0)
        return;
    // Nor what is pruned, over longer times: verdicts need one window, of which two are kept.
    const auto longer = model::random_scenario(seed, {.max_steps = 200, .max_chains = 3});
    const auto window_s = longer.at("expiry_window").get<uint64_t>();
    EXPECT_EQ(differences(longer, {.retention_s = window_s, .removed = &removed}), "");
}
}  // namespace

TEST(random_scenarios, give_what_the_model_gives)
{
    uint64_t removed = 0;
    if (const auto seed = number_from_environment("INTERLOCK_SEED"))
    {
        play(*seed, removed);
        return;
    }
    const auto count =
        number_from_environment("INTERLOCK_SCENARIO_SEEDS").value_or(INTERLOCK_SEEDS);
    for (uint64_t seed = 1; seed <= count && !HasFailure(); ++seed)
        play(seed, removed);
    EXPECT_GT(removed, 0U);
}
}  // namespace interlock
