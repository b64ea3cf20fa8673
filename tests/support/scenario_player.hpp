// Plays safety scenarios through the real indexer, engine and index, in a folder of its own.
//
// A scenario is JSON: chains, then steps that append a block, move a local-safe head, take blocks
// back, or say how far promotion must have come (tests/conformance/README.md).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace interlock::testing
{
/// What was found otherwise than the scenario says: a sentence for each step and chain. Empty when
/// all is as it says. Throws nlohmann::json::exception or std::runtime_error for what is none.
[[nodiscard]] std::vector<std::string> play_scenario(const nlohmann::json& scenario);

/// How a scenario is played.
struct PlayOptions
{
    /// Forgets everything in memory and opens the index again after every such number of steps.
    size_t reopen_every = 0;
    /// Calls final what the scenario never takes back, and after every step removes what is older
    /// by so much than the earliest final block.
    std::optional<uint64_t> retention_s;
    /// How many blocks that removed, added up.
    uint64_t* removed = nullptr;
};
[[nodiscard]] std::vector<std::string> play_scenario(
    const nlohmann::json& scenario, const PlayOptions& options);
}  // namespace interlock::testing
