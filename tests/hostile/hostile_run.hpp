// One run: two chains that grow and are reorged, each behind a hostile proxy, followed into one
// index. Everything depends on the seed.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace interlock::hostile
{
/// How far the endpoints go.
enum class Malice
{
    breaks,  // any single answer may be wrong in any way, but for how far the chain has come
    forges,  // also a whole branch above what is final, all hashes right
    forges_history,  // also one that takes back what is final
    lies_of_labels,  // also what is safe and finalized
};

/// What happened in a run, by name, for the tally.
using Happenings = std::map<std::string, uint64_t>;

/// Plays the run. Throws std::runtime_error that says what did not hold.
[[nodiscard]] Happenings play(uint64_t seed, Malice malice);
}  // namespace interlock::hostile
