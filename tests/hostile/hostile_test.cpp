#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <array>
#include <cstdlib>
#include <iostream>

#include "tests/hostile/hostile_run.hpp"

namespace interlock::hostile
{
namespace
{
uint64_t number_from(const char* variable, uint64_t otherwise)
{
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void print(const Happenings& tally)
{
    for (const auto& [what, count] : tally)
        std::cout << what << ": " << count << '\n';
}

/// INTERLOCK_SEED plays one and tells what the service logs; INTERLOCK_HOSTILE_SEEDS plays more,
/// and says what happened in them.
class HostileTest : public ::testing::TestWithParam<Malice>
{
protected:
    static void SetUpTestSuite() { spdlog::set_level(spdlog::level::off); }
    static void TearDownTestSuite() { spdlog::set_level(spdlog::level::info); }
};

TEST_P(HostileTest, leaves_nothing_wrong_in_the_index_and_heals)
{
    const auto one = number_from("INTERLOCK_SEED", 0);
    const auto count =
        one != 0 ? 1 : number_from("INTERLOCK_HOSTILE_SEEDS", INTERLOCK_HOSTILE_SEEDS_DEFAULT);
    if (one != 0)
        spdlog::set_level(spdlog::level::debug);
    Happenings tally;
    for (uint64_t seed = std::max<uint64_t>(one, 1), left = count; left > 0; ++seed, --left)
    {
        try
        {
            for (const auto& [what, times] : play(seed, GetParam()))
                tally[what] += times;
        }
        catch (const std::exception& broken)
        {
            ADD_FAILURE() << broken.what() << "\nreplay it with INTERLOCK_SEED=" << seed;
        }
    }
    EXPECT_GE(tally["healed"] + tally["healed, reading ahead"], count);
    if (std::getenv("INTERLOCK_HOSTILE_SEEDS") != nullptr)
        print(tally);
}

std::string name_of(const ::testing::TestParamInfo<Malice>& malice)
{
    constexpr std::array kNames{"break", "forge", "forge_history", "lie_of_labels"};
    return kNames[static_cast<size_t>(malice.param)];
}

constexpr std::array kMalices{
    Malice::breaks, Malice::forges, Malice::forges_history, Malice::lies_of_labels};
INSTANTIATE_TEST_SUITE_P(endpoints, HostileTest, ::testing::ValuesIn(kMalices), name_of);
}  // namespace
}  // namespace interlock::hostile
