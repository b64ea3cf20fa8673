// Messages: which log one names, and the hashes that stand for it.
#pragma once

#include "interop/chain_id.hpp"
#include "interop/eth/receipt.hpp"

namespace interlock
{
/// The place of one log: a block of a chain, the block's time, and the log's index in the block.
struct LogPosition
{
    ChainId chain_id;
    uint64_t block_number = 0;
    uint64_t timestamp_s = 0;
    uint32_t log_index = 0;

    friend bool operator==(const LogPosition&, const LogPosition&) = default;
};

/// Names one initiating message: the contract that emitted the log, and where.
/// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/messaging.md#message-identifier
struct Identifier
{
    Address origin;
    LogPosition at;

    friend bool operator==(const Identifier&, const Identifier&) = default;
};

/// An initiating message as an executing message claims it to be.
struct Message
{
    Identifier id;
    Hash32 payload_hash;

    friend bool operator==(const Message&, const Message&) = default;
};

/// The payload of a log: its topics joined in order, then its data.
/// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/messaging.md#message-payload
[[nodiscard]] Bytes message_payload(const eth::Log& log);

/// keccak256 of the payload.
[[nodiscard]] Hash32 payload_hash(const eth::Log& log);

/// keccak256(origin ‖ payload hash): what the index stores for a log.
[[nodiscard]] Hash32 log_hash(const Address& origin, const Hash32& payload_hash);
[[nodiscard]] Hash32 log_hash(const eth::Log& log);

/// The 32-byte access-list entry that commits to a log and its place; its first byte is 0x03.
/// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/predeploys.md#type-3-checksum
[[nodiscard]] Hash32 message_checksum(const Hash32& log_hash, const LogPosition& at);
}  // namespace interlock
