// The messages that the chains execute, page by page.
#pragma once

#include "server/api/requests.hpp"

namespace interlock::server
{
class Lookup;

/// The bounds that index.proto states.
inline constexpr uint32_t kMaxListedMessages = 1'000;
inline constexpr uint32_t kMaxDecodedMessages = 50;
inline constexpr uint32_t kDefaultListedMessages = 50;

/// May judge thousands of messages, and when they are to be decoded asks nodes.
[[nodiscard]] CallResult list_messages(const ApiContext& context, Lookup* lookup,
    const pb::ListMessagesRequest& request, pb::ListMessagesReply& reply);
}  // namespace interlock::server
