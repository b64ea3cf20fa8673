// The blocks of a FakeChain as nodes render them. Pure; any thread.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/fake_chain.hpp"

namespace interlock::testing
{
/// As eth_getBlockByHash without transaction bodies; null for nullptr.
[[nodiscard]] nlohmann::json block_json(const FakeBlock* block);

/// As eth_getBlockReceipts; null for nullptr.
[[nodiscard]] nlohmann::json receipts_json(const FakeBlock* block);

/// As optimism_syncStatus.
[[nodiscard]] nlohmann::json sync_status_json(const FakeChain& chain);

/// As optimism_safeHeadAtL1Block.
[[nodiscard]] nlohmann::json safe_head_json(const chain::DerivedBlock& derived);

/// As optimism_rollupConfig; messaging is active since genesis.
[[nodiscard]] nlohmann::json rollup_config_json(const FakeChain& chain);

/// As optimism_dependencySet: the chain alone.
[[nodiscard]] nlohmann::json dependency_set_json(const FakeChain& chain);
}  // namespace interlock::testing
