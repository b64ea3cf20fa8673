// The writer's clock jumps: what is decided does not depend on it, and journals are numbered
// upward. INTERLOCK_CLOCK_SEEDS=N: so many histories.
#include <gtest/gtest.h>

#include "tests/crash/history.hpp"
#include "tests/model/random.hpp"

namespace interlock::crash
{
namespace
{
/// What the clock says at each step.
using Clock = std::function<uint64_t(size_t)>;

struct Played
{
    std::vector<Hash32> states;  // Without times.
    std::vector<uint64_t> journal_ends;
};

Played play(const History& history, const Clock& clock)
{
    const testing::TempDir folder;
    const auto file = folder.path() / "index.db";
    Life life{file, history.set()};
    Played out;
    for (size_t n = 0; n < history.size(); ++n)
    {
        must(history.take(n, *life.store, life.indexer, clock(n)));
        out.states.push_back(content_of(file, Times::without));
        const auto view = must(life.store->open_view());
        out.journal_ends.push_back(must(view->head_journal()).last);
    }
    return out;
}
}  // namespace

TEST(clock, may_jump_without_changing_what_is_decided)
{
    struct Case
    {
        const char* name;
        Clock clock;
    };
    const Case cases[]{
        {"a minute back and forth", [](size_t n) { return 1'000'000 + (n % 2) * 60; }},
        {"ever further back", [](size_t n) { return 1'000'000 - n * 1'000; }},
        {"years ahead once", [](size_t n) { return n == 9 ? 4'000'000'000U : 1'000'000 + n; }},
        {"at its epoch", [](size_t) { return 0; }},
        {"before its epoch", [](size_t n) { return UINT64_MAX - n; }},
        {"anywhere", [](size_t n) { return model::Random{n}.below(UINT64_MAX); }},
    };
    const auto first = first_seed();
    for (auto seed = first; seed < first + rounds("INTERLOCK_CLOCK_SEEDS", 3); ++seed)
    {
        SCOPED_TRACE("INTERLOCK_SEED=" + std::to_string(seed));
        const History history{seed};
        const auto expected = play(history, [](size_t n) { return History::now_s(n); });
        for (const auto& c : cases)
        {
            SCOPED_TRACE(c.name);
            const auto found = play(history, c.clock);
            EXPECT_EQ(found.states, expected.states);
            EXPECT_TRUE(std::is_sorted(found.journal_ends.begin(), found.journal_ends.end()));
            EXPECT_LT(found.journal_ends.back(), uint64_t{1} << 63U);
        }
    }
}
}  // namespace interlock::crash
