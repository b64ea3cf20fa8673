// What the index has around the place that a message names: what rule 5 is judged by, and what
// there is to tell when it is broken.
#pragma once

#include "storage/store.hpp"

namespace interlock::server
{
struct Surroundings
{
    KnownChain known;
    BlockSeal head;
    BlockSeal named;  // Meaningful when known.named is there.
};

/// The chain as far as its head at `level`. nullopt when it has none, or no block at all.
[[nodiscard]] storage::Result<std::optional<Surroundings>> look_around(
    const storage::View& view, const ChainConfig& chain, const LogPosition& at, SafetyLevel level);
}  // namespace interlock::server
