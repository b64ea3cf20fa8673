// Between the values of interop and the messages of interlock.v1. Pure; any thread.
//
// to_proto always works and returns the value. From the wire, lengths and presence are checked: the
// error names the field and what is wrong with it, e.g.
// "messages[2].identifier.origin is 19 bytes, expected 20".
// `field` is how the caller calls the value in such an error.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "interlock/v1/types.pb.h"
#include "interop/block.hpp"
#include "proto/wire/enums.hpp"

namespace interlock::wire
{
template <typename T>
using Result = tl::expected<T, std::string>;

/// The bytes of a `bytes` field; its view without a copy.
[[nodiscard]] ByteView view_of(std::string_view bytes) noexcept;

[[nodiscard]] std::string to_proto(const ChainId& id);
[[nodiscard]] std::string to_proto(const Hash32& hash);
[[nodiscard]] std::string to_proto(const Address& address);
[[nodiscard]] pb::BlockId to_proto(const BlockId& id);
[[nodiscard]] pb::BlockSeal to_proto(const BlockSeal& seal);
[[nodiscard]] pb::Identifier to_proto(const Identifier& id);
/// With the payload's hash as its content.
[[nodiscard]] pb::Message to_proto(const Message& message);
/// Without a message when the event is malformed.
[[nodiscard]] pb::ExecutedMessage to_proto(const ExecutingLog& log);

[[nodiscard]] Result<ChainId> chain_id_from_proto(std::string_view bytes, std::string_view field);
[[nodiscard]] Result<Hash32> hash_from_proto(std::string_view bytes, std::string_view field);
[[nodiscard]] Result<Address> address_from_proto(std::string_view bytes, std::string_view field);
/// UNSPECIFIED and unknown numbers are errors.
[[nodiscard]] Result<SafetyLevel> level_from_proto(pb::SafetyLevel level, std::string_view field);

[[nodiscard]] Result<BlockId> from_proto(const pb::BlockId& id, std::string_view field);
[[nodiscard]] Result<BlockSeal> from_proto(const pb::BlockSeal& seal, std::string_view field);
/// The origin must be there; what an access list announces has none: see position_from_proto.
[[nodiscard]] Result<Identifier> from_proto(const pb::Identifier& id, std::string_view field);
/// The place that an identifier names, whatever its origin is. A timestamp of 0 is one; none is
/// not.
[[nodiscard]] Result<LogPosition> position_from_proto(
    const pb::Identifier& id, std::string_view field);
/// A payload is hashed; without payload and hash the message is refused.
[[nodiscard]] Result<Message> from_proto(const pb::Message& message, std::string_view field);
}  // namespace interlock::wire
