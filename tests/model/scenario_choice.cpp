#include "tests/model/scenario_choice.hpp"

#include <algorithm>
#include <set>

#include "tests/model/scenario_tally.hpp"

namespace interlock::model
{
namespace
{
// Once or twice in one scenario counts no less than many times: the same block is there at every
// "expect".
constexpr size_t kEnoughInOne = 2;
constexpr size_t kFirstMeeting = 1000;

/// How dear things are: the rarer among all scenarios, the dearer.
Tally weigh(const std::vector<Tally>& tallies)
{
    Tally meeting;
    for (const Tally& tally : tallies)
    {
        for (const auto& [what, times] : tally)
            ++meeting[what];
    }
    for (auto& [what, weight] : meeting)
        weight = tallies.size() / weight;
    return meeting;
}

/// What was chosen so far, and how the rest is judged.
struct Choice
{
    Tally weights;
    Tally met;
    std::set<size_t> chosen;
};

/// The second meeting is worth half of the first, the third a third.
size_t gain(const Tally& tally, const Choice& choice)
{
    size_t total = 0;
    for (const auto& [what, times] : tally)
    {
        const auto it = choice.met.find(what);
        const size_t before = it == choice.met.end() ? 0 : it->second;
        for (size_t i = 1; i <= std::min(kEnoughInOne, times); ++i)
            total += choice.weights.at(what) * kFirstMeeting / (before + i);
    }
    return total;
}

/// The one that adds most to what was met. Precondition: some are not chosen.
size_t find_best(const std::vector<Tally>& tallies, const Choice& choice)
{
    std::optional<size_t> best;
    size_t best_gain = 0;
    for (size_t i = 0; i < tallies.size(); ++i)
    {
        if (choice.chosen.contains(i))
            continue;
        const size_t gained = gain(tallies[i], choice);
        if (!best || gained > best_gain)
        {
            best = i;
            best_gain = gained;
        }
    }
    return *best;
}

void choose(const std::vector<Tally>& tallies, size_t position, Choice& choice)
{
    choice.chosen.insert(position);
    for (const auto& [what, times] : tallies[position])
        choice.met[what] += std::min(kEnoughInOne, times);
}
}  // namespace

std::vector<Json> choose_varied(const std::vector<Json>& scenarios, size_t keep)
{
    std::vector<Tally> tallies(scenarios.size());
    for (size_t i = 0; i < scenarios.size(); ++i)
        count(scenarios[i], tallies[i]);
    Choice choice{.weights = weigh(tallies)};
    while (choice.chosen.size() < std::min(keep, scenarios.size()))
        choose(tallies, find_best(tallies, choice), choice);
    std::vector<Json> out;
    for (const size_t i : choice.chosen)
        out.push_back(scenarios[i]);
    return out;
}
}  // namespace interlock::model
