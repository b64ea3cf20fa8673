// Chains by the names that the operator gave them. Pure.
#pragma once

#include "client/answers.hpp"
#include "client/cli/args.hpp"

namespace interlock::client::cli
{
/// The chain that `text` means: an id (decimal or 0x…) or, when it is none, a configured name.
[[nodiscard]] Parsed<ChainId> resolve_chain(std::string_view text, const Chains& chains);

/// "op-a (901)", or just "901" for a chain without a name.
[[nodiscard]] std::string chain_label(const ChainId& id, const Chains& chains);
[[nodiscard]] std::string chain_label(const ChainId& id, std::string_view name);
}  // namespace interlock::client::cli
