// From a node's JSON to values. Nothing is believed that is not there: a missing, mistyped or
// oversized field is an error that names it by path, e.g. "receipts[3].logs[0].topics: 5 topics".
// Unknown fields are ignored. Pure; any thread.
#pragma once

#include <simdjson.h>

#include "chain/receipt_source.hpp"
#include "chain/source.hpp"
#include "interop/eth/receipt.hpp"

namespace interlock::chain
{
template <typename T>
using Decoded = tl::expected<T, std::string>;

struct BlockJson
{
    eth::Header header;
    Hash32 hash;  // As claimed; see verify_header.
    std::optional<uint64_t> transaction_count;
};

/// A block of eth_getBlockBy*.
[[nodiscard]] Decoded<BlockJson> decode_block(simdjson::ondemand::value json);

/// The reply of eth_getBlockReceipts, with what else the node says about it.
struct ReceiptsJson
{
    std::vector<eth::Receipt> receipts;
    /// The block they belong to, as claimed; unknown for no receipts.
    std::optional<Hash32> block_hash;
    /// The first receipt out of transaction order or log index out of line, if any.
    std::optional<std::string> misplaced;
};

/// Numbers out of line are reported in the value, so that the caller can tell a block that moved
/// while it was read from a node that miscounts.
[[nodiscard]] Decoded<ReceiptsJson> decode_block_receipts(simdjson::ondemand::value json);

/// The reply of eth_getBlockReceipts. Log indexes must run from 0 through all receipts without a
/// gap, and receipts must be in the order of their transactions.
[[nodiscard]] Decoded<std::vector<eth::Receipt>> decode_receipts(simdjson::ondemand::value json);

/// Where the reply of eth_getTransactionReceipt says that the transaction is.
[[nodiscard]] Decoded<TransactionPlace> decode_transaction_place(simdjson::ondemand::value json);

/// The trie nodes of an account in the reply of eth_getProof. What else the node says of it is not
/// looked at: the nodes prove it.
[[nodiscard]] Decoded<std::vector<Bytes>> decode_account_proof(simdjson::ondemand::value json);

/// One log object of a receipt.
[[nodiscard]] Decoded<eth::Log> decode_log(simdjson::ondemand::value json);

/// The reply of optimism_syncStatus: local_safe, safe, finalized and current_l1. Parsed leniently,
/// since implementations differ: what is missing or zero is unknown.
[[nodiscard]] Decoded<Labels> decode_sync_status(simdjson::ondemand::value json);

/// The reply of optimism_safeHeadAtL1Block; nothing when it does not name both blocks.
[[nodiscard]] Decoded<std::optional<DerivedBlock>> decode_safe_head(simdjson::ondemand::value json);

/// A rollup.json file of op-node, or the reply of optimism_rollupConfig; `lagoon_time` and its
/// older name `interop_time` are read, and must agree when both are present.
[[nodiscard]] Decoded<RollupConfig> decode_rollup_config(std::string_view json);

/// A dependency-set file, or the reply of optimism_dependencySet.
[[nodiscard]] Decoded<DependencySetFile> decode_dependency_set(std::string_view json);
}  // namespace interlock::chain
