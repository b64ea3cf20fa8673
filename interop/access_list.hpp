// The access-list entries by which a transaction announces the messages it executes: storage keys
// of the CrossL2Inbox.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/predeploys.md#access-list
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "interop/message.hpp"

namespace interlock
{
/// One announced message: where the log is, and the checksum that commits to it.
struct MessageAccess
{
    LogPosition at;
    Hash32 checksum;

    friend bool operator==(const MessageAccess&, const MessageAccess&) = default;
};

/// What is wrong with a list of entries.
struct AccessListError
{
    enum class Kind
    {
        unexpected_type,   // an entry of a type that may not stand here
        nonzero_reserved,  // a reserved byte is not zero
        missing_entry,     // the list ends inside a message
    };
    Kind kind = Kind::unexpected_type;
    size_t entry = 0;  // Index of the entry at fault; the list's length for missing_entry.
    std::string message;
};

/// The messages that `entries` announce, in order. An empty list announces none and is right.
[[nodiscard]] tl::expected<std::vector<MessageAccess>, AccessListError> parse_access_list(
    std::span<const Hash32> entries);

/// The two entries, or three for a chain id above 64 bits, that announce `access`.
[[nodiscard]] std::vector<Hash32> encode_access(const MessageAccess& access);
}  // namespace interlock
