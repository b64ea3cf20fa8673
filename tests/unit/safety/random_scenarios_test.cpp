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

std::string differences(uint64_t seed, const testing::PlayOptions& options)
{
    std::string out;
    for (const auto& difference : testing::play_scenario(model::random_scenario(seed, {}), options))
        out += difference + "\n";
    return out;
}

void play(uint64_t seed)
{
    SCOPED_TRACE("INTERLOCK_SEED=" + std::to_string(seed));
    EXPECT_EQ(differences(seed, {}), "");
    // What is kept in memory must never matter.
    EXPECT_EQ(differences(seed, {.reopen_every = 1 + seed % 3}), "");
}
}  // namespace

TEST(random_scenarios, give_what_the_model_gives)
{
    if (const auto seed = number_from_environment("INTERLOCK_SEED"))
    {
        play(*seed);
        return;
    }
    const auto count =
        number_from_environment("INTERLOCK_SCENARIO_SEEDS").value_or(INTERLOCK_SEEDS);
    for (uint64_t seed = 1; seed <= count && !HasFailure(); ++seed)
        play(seed);
}
}  // namespace interlock
