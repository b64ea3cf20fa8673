// The safety rules as the fault proof applies them: all chains together, one timestamp after the
// other, over chains that are complete. It shares nothing with the model but the types, so that one
// can be checked by the other. Pure; any thread.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/derivation.md
#pragma once

#include "tests/model/safety_model.hpp"

namespace interlock::model
{
/// Logs of deposits are known by how their identity begins.
inline constexpr const char* kDepositLog = "deposit ";

/// What an invalid block is replaced by: no messages, and of the logs only those of the deposits,
/// which come first.
[[nodiscard]] Block deposits_only(const Block& block);

/// The invalid blocks of a chain, by number, with the first fault or "cycle".
using InvalidBlocks = std::map<uint64_t, std::string>;

/// Finds and replaces the invalid blocks above the anchors of all chains, by chain.
/// Precondition: every chain begins with block 0 and is past the last timestamp of any.
[[nodiscard]] std::map<std::string, InvalidBlocks> run_lockstep(World world);
}  // namespace interlock::model
