#include "tests/sim/tally.hpp"

#include <fmt/format.h>

#include <array>

namespace interlock::sim
{
namespace
{
/// What must be met by a run of so many seeds.
struct Expected
{
    uint64_t seeds = 0;
    std::string_view what;
};

constexpr uint64_t kSome = 500;
constexpr uint64_t kMany = 10'000;

constexpr std::array kExpected{
    Expected{kSome, "alarms: divergence"},
    Expected{kMany, "alarms: halt"},
    Expected{kSome, "checks: at rest"},
    Expected{kSome, "answers: of the record of safe heads"},
    Expected{kSome, "checks: of L1 blocks"},
    Expected{kSome, "checks: with the model, after a step"},
    Expected{kSome, "consensus nodes: astray"},
    Expected{kSome, "consensus nodes: behind"},
    Expected{kSome, "consensus nodes: dead"},
    Expected{kSome, "consensus nodes: silent"},
    Expected{kSome, "consensus nodes: stuck"},
    Expected{kSome, "execution nodes: dead"},
    Expected{kSome, "execution nodes: erring"},
    Expected{kSome, "execution nodes: forged"},
    Expected{kSome, "execution nodes: forgetful"},
    Expected{kSome, "execution nodes: late"},
    Expected{kSome, "execution nodes: stranger"},
    Expected{kSome, "execution nodes: stuck"},
    Expected{kSome, "execution nodes: torn"},
    Expected{kSome, "execution nodes: two-faced"},
    Expected{kSome, "failed steps: killed"},
    Expected{kSome, "failed steps: killed after the commit"},
    Expected{kSome, "failed steps: sabotaged"},
    Expected{kSome, "fetchers: refused a branch below what is final"},
    Expected{kSome, "fetchers: refused another chain"},
    Expected{kSome, "forged blocks: indexed"},
    Expected{kSome, "forged blocks: taken back"},
    Expected{kSome, "invalid, cross-unsafe: cycle (of one chain)"},
    Expected{kMany, "invalid, cross-unsafe: cycle (of several chains)"},
    Expected{kSome, "invalid, cross-unsafe: executed_too_early"},
    Expected{kMany, "invalid, cross-unsafe: expired"},
    Expected{kSome, "invalid, cross-unsafe: future"},
    Expected{kSome, "invalid, cross-unsafe: initiated_too_early"},
    Expected{kSome, "invalid, cross-unsafe: malformed"},
    Expected{kSome, "invalid, cross-unsafe: no_such_block"},
    Expected{kSome, "invalid, cross-unsafe: no_such_log"},
    Expected{kSome, "invalid, cross-unsafe: payload_mismatch"},
    Expected{kSome, "invalid, cross-unsafe: timestamp_mismatch"},
    Expected{kSome, "invalid, cross-unsafe: unknown_chain"},
    Expected{kSome, "invalid, safe: cycle (of one chain)"},
    Expected{kMany, "invalid, safe: cycle (of several chains)"},
    Expected{kSome, "invalid, safe: executed_too_early"},
    Expected{kMany, "invalid, safe: expired"},
    Expected{kSome, "invalid, safe: future"},
    Expected{kSome, "invalid, safe: initiated_too_early"},
    Expected{kSome, "invalid, safe: malformed"},
    Expected{kSome, "invalid, safe: no_such_block"},
    Expected{kSome, "invalid, safe: no_such_log"},
    Expected{kSome, "invalid, safe: payload_mismatch"},
    Expected{kSome, "invalid, safe: timestamp_mismatch"},
    Expected{kSome, "invalid, safe: unknown_chain"},
    Expected{kSome, "labels: ahead of the index"},
    Expected{kSome, "labels: local-safe goes back"},
    Expected{kSome, "labels: of another branch"},
    Expected{kSome, "messages: of the last second that is not expired"},
    Expected{kSome, "promoted, cross-unsafe: with messages"},
    Expected{kSome, "promoted, cross-unsafe: with messages of its own time"},
    Expected{kMany, "promoted, cross-unsafe: with mutual messages of one time"},
    Expected{kSome, "promoted, safe: with messages"},
    Expected{kSome, "promoted, safe: with messages of its own time"},
    Expected{kMany, "promoted, safe: with mutual messages of one time"},
    Expected{kSome, "reorgs of L1"},
    Expected{kSome, "reorgs: 1 or 2 deep"},
    Expected{kSome, "reorgs: 3 to 6 deep"},
    Expected{kSome, "reorgs: deeper"},
    Expected{kSome, "reorgs: of several chains at once"},
    Expected{kSome, "reorgs: to a shorter chain"},
    Expected{kSome, "reorgs: to the same height"},
    Expected{kSome, "replacements"},
    Expected{kSome, "restarts: in order"},
    Expected{kSome, "restarts: killed between rounds"},
    Expected{kSome, "restarts: killed in a step"},
    Expected{kSome, "sabotage: views refused"},
    Expected{kSome, "verdicts, cross-unsafe: replaced"},
    Expected{kSome, "verdicts, cross-unsafe: withdrawn"},
    Expected{kSome, "verdicts, safe: replaced"},
    Expected{kSome, "verdicts, safe: withdrawn"},
    Expected{kMany, "waits, cross-unsafe: before_index"},
    Expected{kSome, "waits, cross-unsafe: initiating_not_cross"},
    Expected{kSome, "waits, cross-unsafe: initiating_not_seen"},
    Expected{kSome, "waits, cross-unsafe: peer_invalid"},
    Expected{kSome, "waits, cross-unsafe: peer_not_cross"},
    Expected{kSome, "waits, cross-unsafe: peer_not_seen"},
    Expected{kMany, "waits, cross-unsafe: peer_on_cycle"},
    Expected{kMany, "waits, cross-unsafe: peer_waits"},
    Expected{kMany, "waits, safe: before_index"},
    Expected{kSome, "waits, safe: initiating_not_cross"},
    Expected{kSome, "waits, safe: initiating_not_seen"},
    Expected{kMany, "waits, safe: peer_invalid"},
    Expected{kSome, "waits, safe: peer_not_cross"},
    Expected{kSome, "waits, safe: peer_not_seen"},
    Expected{kMany, "waits, safe: peer_on_cycle"},
    Expected{kMany, "waits, safe: peer_waits"},
};
}  // namespace

void Tally::count(std::string_view what, uint64_t times)
{
    const auto found = counts_.find(what);
    if (found == counts_.end())
        counts_.emplace(what, times);
    else
        found->second += times;
}

void Tally::add(const Tally& other)
{
    for (const auto& [what, times] : other.counts_)
        count(what, times);
}

std::string Tally::table() const
{
    std::string out;
    for (const auto& [what, times] : counts_)
        out += fmt::format("{:>12}  {}\n", times, what);
    return out;
}

std::vector<std::string> Tally::missing(uint64_t seeds) const
{
    std::vector<std::string> out;
    for (const auto& expected : kExpected)
    {
        if (seeds >= expected.seeds && !counts_.contains(expected.what))
            out.emplace_back(expected.what);
    }
    return out;
}
}  // namespace interlock::sim
