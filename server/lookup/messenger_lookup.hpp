// What messages of the messenger say, and whether they were relayed: looked up, and checked against
// what the index has of their logs.
#pragma once

#include "interop/messenger.hpp"
#include "server/lookup/lookup.hpp"

namespace interlock::server
{
/// A log of the messenger, as the index has it.
struct MessengerLog
{
    Lookup::Block block;
    uint32_t log_index = 0;
    Hash32 log_hash;
    /// Where an executing message names it; absent when that is not asked.
    struct Execution
    {
        Lookup::Block block;
        uint32_t log_index = 0;
    };
    std::optional<Execution> execution{};
};

struct Relay
{
    uint32_t log_index = 0;
    RelayedMessage event;
};

struct DecodedMessage
{
    std::optional<SentMessage> sent;
    std::optional<Relay> relay;  // Of the transaction that executes it.
    std::string why;             // There is no `sent`, for people.
};

/// In the order of the logs.
[[nodiscard]] Told<std::vector<DecodedMessage>> decode_messages(
    Lookup& lookup, const std::vector<MessengerLog>& logs);

/// A transaction's receipt, and the index of its first log in the block.
struct PlacedReceipt
{
    const eth::Receipt& receipt;
    uint32_t first_log = 0;
};
/// The receipt that has the log; nullopt when none does.
[[nodiscard]] std::optional<PlacedReceipt> receipt_with_log(
    const std::vector<eth::Receipt>& receipts, uint32_t log_index);
/// Precondition: there is such a receipt.
[[nodiscard]] PlacedReceipt receipt_at(const std::vector<eth::Receipt>& receipts, size_t index);
}  // namespace interlock::server
