// What the service keeps of a block: its place in the chain, and the hash of each of its logs.
#pragma once

#include "interop/executing_message.hpp"

namespace interlock
{
/// A block pinned by number and hash; a number alone is ambiguous across reorgs.
struct BlockId
{
    uint64_t number = 0;
    Hash32 hash;

    friend bool operator==(const BlockId&, const BlockId&) = default;
};

/// A block's place in its chain.
struct BlockSeal
{
    BlockId id;
    Hash32 parent_hash;
    uint64_t timestamp_s = 0;

    friend bool operator==(const BlockSeal&, const BlockSeal&) = default;
};

/// An executing message found in a block. When `malformed`, the log's numbers were beyond their
/// types: `message` is all zero, and the message is invalid whatever the index says.
struct ExecutingLog
{
    uint32_t log_index = 0;
    Message message;
    bool malformed = false;

    friend bool operator==(const ExecutingLog&, const ExecutingLog&) = default;
};

/// Everything the index stores of one block.
struct BlockDigest
{
    BlockSeal seal;
    Hash32 state_root;
    /// The header's withdrawalsRoot: since Isthmus the message passer's storage root. Before that,
    /// the storage root itself where the node has proven it.
    std::optional<Hash32> withdrawals_root;
    std::vector<Hash32> log_hashes;       // by log index
    std::vector<ExecutingLog> executing;  // by ascending log index
    /// Every transaction is a deposit, as in a block that replaces an invalid one.
    bool only_deposits = false;

    friend bool operator==(const BlockDigest&, const BlockDigest&) = default;
};

/// Whether a header has the message passer's storage root in it. Before Isthmus the field was
/// absent or, since Canyon, the root of no withdrawals; some test chains leave it so.
[[nodiscard]] bool has_message_passer_root(const std::optional<Hash32>& withdrawals_root);

/// 0x4200000000000000000000000000000000000016
extern const Address kMessagePasser;

/// A block may be full of them; so many tell enough.
inline constexpr size_t kMaxOddities = 8;

/// A digest, and what in the block was odd enough to be reported.
struct DigestedBlock
{
    BlockDigest digest;
    /// e.g. "log 3: malformed ExecutingMessage: …"; the last one may say that there are more.
    std::vector<std::string> oddities;
};

/// Digests a block that has been verified already. Precondition: `hash` is the header's hash.
[[nodiscard]] DigestedBlock digest_block(
    const eth::Header& header, const Hash32& hash, const std::vector<eth::Receipt>& receipts);
}  // namespace interlock
