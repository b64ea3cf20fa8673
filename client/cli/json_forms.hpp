// The parts of --json output. Field names are a promise to scripts: add, never rename.
//
// Hashes, addresses and bytes are "0x…" strings, chain ids decimal strings (they may exceed 64
// bits), other numbers JSON numbers, times unix seconds. What is absent is null.
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "client/answers.hpp"
#include "client/error.hpp"

namespace interlock::client::cli
{
using Json = nlohmann::ordered_json;

/// Text from the service, cut to a length that no honest one reaches.
[[nodiscard]] std::string json_text(std::string_view text);

/// Each of `items` as `form` gives it.
template <typename Items, typename Form>
[[nodiscard]] Json list_json(const Items& items, Form&& form)
{
    auto out = Json::array();
    for (const auto& item : items)
        out.push_back(form(item));
    return out;
}

/// {number, hash}
[[nodiscard]] Json id_json(const std::optional<BlockId>& id);
/// {number, hash, parent_hash, timestamp}
[[nodiscard]] Json seal_json(const BlockSeal& seal);
[[nodiscard]] Json seal_json(const std::optional<BlockSeal>& seal);
/// {chain_id, block_number, log_index, timestamp}
[[nodiscard]] Json position_json(const LogPosition& at);
/// The position, then origin and payload_hash.
[[nodiscard]] Json message_json(const Message& message);
/// The same; null for a malformed event.
[[nodiscard]] Json message_json(const std::optional<Message>& message);
/// ["unsafe", …]
[[nodiscard]] Json levels_json(std::span<const SafetyLevel> levels);
/// {cause, explanation}
[[nodiscard]] Json cannot_tell_json(const CannotTell& cannot_tell);

/// Adds `verdict` ("valid", "invalid", "not_yet", "cannot_tell") and what belongs to it:
/// valid: initiating_block; invalid: reason, explanation, expected, found; not_yet: reason,
/// explanation, awaited_chain_id, awaited_timestamp, awaited_level, head; cannot_tell: cause,
/// explanation.
void add_answer(const Answer& answer, Json& out);

/// Adds what an invalid answer has: reason, explanation, expected, found.
void add_fault(const Invalid& why, Json& out);

/// {chain_id, block_number, log_index, message, verdict, …}
[[nodiscard]] Json executing_json(const ExecutingAnswer& executing);
[[nodiscard]] Json executing_json(std::span<const ExecutingAnswer> executing);

/// {error: {kind, cause, message}}
[[nodiscard]] Json error_json(const Error& error);

/// One line, all ASCII, whatever the strings in it are.
[[nodiscard]] std::string json_line(const Json& json);
}  // namespace interlock::client::cli
