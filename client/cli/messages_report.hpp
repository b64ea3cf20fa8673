// Lists of messages, and transactions, for people and for scripts. Pure.
#pragma once

#include "client/cli/json_forms.hpp"
#include "client/cli/render.hpp"
#include "client/messages.hpp"

namespace interlock::client::cli
{
/// A line each, or more when it is decoded.
[[nodiscard]] std::string messages_text(
    const std::vector<ListedMessage>& messages, const View& view);
[[nodiscard]] std::string transaction_text(const TransactionAnswer& answer, const View& view);

/// What executing_json has, then block, levels, messenger, undecoded.
[[nodiscard]] Json listed_json(const ListedMessage& message);
/// {destination_chain_id, target, nonce, sender, message, transfer, relayed}; null for none.
[[nodiscard]] Json messenger_json(const std::optional<MessengerMessage>& messenger);
[[nodiscard]] Json transaction_json(const TransactionAnswer& answer);
}  // namespace interlock::client::cli
