// Identifiers and messages as the data files write them.
#pragma once

#include "interop/message.hpp"
#include "tests/conformance/fields.hpp"

namespace interlock::conformance
{
/// {blockNumber, logIndex, timestamp, chainId}
[[nodiscard]] inline LogPosition read_position(Fields& fields)
{
    return {.chain_id = fields.chain_id("chainId"),
        .block_number = fields.number("blockNumber"),
        .timestamp_s = fields.number("timestamp"),
        .log_index = fields.index("logIndex")};
}

/// The same with the origin.
[[nodiscard]] inline Identifier read_identifier(Fields& fields)
{
    return {.origin = fields.address("origin"), .at = read_position(fields)};
}

/// The same with msgHash.
[[nodiscard]] inline Message read_message(Fields& fields)
{
    return {.id = read_identifier(fields), .payload_hash = fields.hash("msgHash")};
}

/// For failures.
[[nodiscard]] inline std::string show(const Message& message)
{
    const LogPosition& at = message.id.at;
    return "chain " + to_string(at.chain_id) + " block " + std::to_string(at.block_number) +
           " log " + std::to_string(at.log_index) + " at " + std::to_string(at.timestamp_s) +
           " from " + to_hex(message.id.origin) + " payload " + to_hex(message.payload_hash);
}
}  // namespace interlock::conformance
