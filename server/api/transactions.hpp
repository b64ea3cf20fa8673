// What the chains' nodes tell beyond the index: transactions, and what the messenger's messages
// say.
#pragma once

#include "server/api/requests.hpp"
#include "server/lookup/messenger_lookup.hpp"

namespace interlock::server
{
/// Asks nodes, and takes as long as they do. Fails without a look-up.
[[nodiscard]] CallResult find_transaction(const ApiContext& context, Lookup* lookup,
    const pb::FindTransactionRequest& request, pb::FindTransactionReply& reply);

/// That there is none here.
[[nodiscard]] tl::unexpected<CallFailure> no_lookup();

void put_messenger(const DecodedMessage& decoded, pb::MessengerMessage& out);
void put_sent(const SentMessage& sent, pb::MessengerMessage& out);
}  // namespace interlock::server
