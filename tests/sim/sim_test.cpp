// Thousands of seeds. INTERLOCK_SIM_SEEDS says how many; INTERLOCK_SEED replays one and tells what
// happens in it.
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>

#include "tests/sim/simulation.hpp"

namespace interlock::sim
{
namespace
{
/// The seeds are dealt out to so many tests, so that ctest can run them at the same time.
constexpr uint64_t kParts = 4;
constexpr uint64_t kTellEvery = 1'000;
constexpr size_t kFailuresEnough = 5;

std::optional<uint64_t> number_from(const char* variable)
{
    const char* text = std::getenv(variable);
    return text == nullptr ? std::nullopt : std::optional{std::stoull(text)};
}

std::optional<uint64_t> replayed_seed()
{
    return number_from("INTERLOCK_SEED");
}

uint64_t seed_count()
{
    return number_from("INTERLOCK_SIM_SEEDS").value_or(INTERLOCK_SIM_SEEDS_DEFAULT);
}

/// The seed that is running, for the last words of a process that aborts.
std::atomic<uint64_t> running_seed{0};

void tell_seed_of_abort(int /*signal*/)
{
    // Nothing that allocates is allowed here.
    char line[] = "the simulation aborted at seed ....................\n";
    auto left = running_seed.load();
    for (size_t at = sizeof(line) - 3; line[at] != ' '; --at)
    {
        line[at] = left == 0 ? '.' : static_cast<char>('0' + left % 10);
        left /= 10;
    }
    static_cast<void>(::write(STDERR_FILENO, line, sizeof(line) - 1));
}

/// What all tests of this program met. Told and judged at the end.
class Account final : public ::testing::Environment
{
public:
    void SetUp() override
    {
        std::signal(SIGABRT, tell_seed_of_abort);
        spdlog::set_level(replayed_seed() ? spdlog::level::info : spdlog::level::off);
        spdlog::set_pattern("            (%v)");
    }

    void add(const Tally& tally, uint64_t seeds)
    {
        tally_.add(tally);
        seeds_ += seeds;
    }

    void TearDown() override
    {
        if (seeds_ == 0)
            return;
        fmt::print("{:>12}  seeds\n{}", seeds_, tally_.table());
        for (const auto& what : tally_.missing(seeds_))
            ADD_FAILURE() << "in " << seeds_ << " seeds never met: " << what;
    }

private:
    Tally tally_;
    uint64_t seeds_ = 0;
};

Account& account()
{
    static auto* const the_one = new Account;  // GoogleTest deletes it.
    return *the_one;
}

class Part : public ::testing::TestWithParam<uint64_t>
{
protected:
    /// Whether the seed went well.
    bool run(uint64_t seed)
    {
        running_seed = seed;
        try
        {
            static_cast<void>(
                simulate({.seed = seed, .aloud = replayed_seed().has_value()}, tally_));
            return true;
        }
        catch (const std::exception& broken)
        {
            ADD_FAILURE() << "seed " << seed << ": " << broken.what() << "\nINTERLOCK_SEED=" << seed
                          << " tells what happens in it";
            return false;
        }
    }

    Tally tally_;
};
}  // namespace

TEST_P(Part, keeps_to_the_rules_whatever_happens)
{
    const auto replayed = replayed_seed();
    const auto first = replayed.value_or(1);
    const auto last = replayed.value_or(seed_count());
    uint64_t seeds = 0;
    size_t failures = 0;
    for (auto seed = first; seed <= last && failures < kFailuresEnough; ++seed)
    {
        if (seed % kParts != GetParam())
            continue;
        failures += run(seed) ? 0U : 1U;
        if (++seeds % kTellEvery == 0)
        {
            fmt::print("part {}: {} seeds up to {}\n", GetParam(), seeds, seed);
            std::fflush(stdout);
        }
    }
    account().add(tally_, seeds);
}

INSTANTIATE_TEST_SUITE_P(simulation, Part, ::testing::Range<uint64_t>(0, kParts));

TEST(simulation, does_the_same_for_the_same_seed)
{
    if (replayed_seed())
        GTEST_SKIP();
    for (uint64_t seed = 1; seed <= 10; ++seed)
    {
        running_seed = seed;
        Tally once;
        Tally again;
        const auto end = simulate({.seed = seed}, once);
        EXPECT_EQ(end, simulate({.seed = seed}, again)) << "seed " << seed;
        EXPECT_EQ(once.table(), again.table()) << "seed " << seed;
    }
}

namespace
{
[[maybe_unused]] const auto* const kAccount = ::testing::AddGlobalTestEnvironment(&account());
}
}  // namespace interlock::sim
