// Transaction receipts and logs, in the form that a block's receipts root commits to.
#pragma once

#include <variant>

#include "interop/eth/header.hpp"

namespace interlock::eth
{
/// EVM logs carry at most four topics.
inline constexpr size_t kMaxTopics = 4;

struct Log
{
    Address address;
    std::vector<Hash32> topics;
    Bytes data;
};

/// A deposit transaction's type: its receipt may carry two more fields.
inline constexpr uint8_t kDepositType = 0x7e;

struct Receipt
{
    uint8_t type = 0;  // 0 is a legacy receipt, encoded without its type byte.
    /// Status (true = success), or the intermediate state root of receipts before Byzantium.
    std::variant<bool, Hash32> outcome = false;
    uint64_t cumulative_gas_used = 0;
    Bloom logs_bloom;
    std::vector<Log> logs;
    /// Of deposits only. They are part of the encoding only when the version is present (since
    /// Canyon): a nonce without a version (Regolith) stays out of the receipts root.
    /// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/protocol/deposits.md#deposit-receipt
    std::optional<uint64_t> deposit_nonce;
    std::optional<uint64_t> deposit_receipt_version;
};

/// The bytes whose trie root a header commits to.
[[nodiscard]] Bytes encode_receipt(const Receipt& receipt);

/// The bloom filter of `logs`: address and topics, three bits each.
[[nodiscard]] Bloom bloom_of(const std::vector<Log>& logs);

/// The root of the trie that holds each receipt under its index.
[[nodiscard]] Hash32 receipts_root(const std::vector<Receipt>& receipts);
}  // namespace interlock::eth
