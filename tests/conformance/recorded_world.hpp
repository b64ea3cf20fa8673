// Judging the messages of recorded chains by the project's rules.
#pragma once

#include "interop/rules.hpp"
#include "tests/conformance/recorded_chains.hpp"

namespace interlock::conformance
{
/// The recorded chains as they are judged: messaging is active from the start, as in the recording.
struct World
{
    const RecordedChains& chains;
    DependencySet set;
};

/// Refuses a window that is too long.
[[nodiscard]] tl::expected<World, std::string> make_world(
    const RecordedChains& chains, uint64_t window_s);

/// "valid", or what is wrong. Rules 1 to 5: cycles are none of a single message's business.
[[nodiscard]] std::string_view verdict(
    const World& world, const ChainId& chain_id, uint64_t timestamp_s, const Message& message);
}  // namespace interlock::conformance
