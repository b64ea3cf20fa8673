// How the service and its chains are doing.
#pragma once

#include "server/api/requests.hpp"

namespace interlock::server
{
/// As the board has it; what halts a chain's promotion is part of its trouble.
[[nodiscard]] ChainStatus status_of(const StatusBoard& board, const ChainId& chain);

/// The chain's head at each level, as far as there is one.
using LevelHeads = google::protobuf::RepeatedPtrField<pb::LevelHead>;
[[nodiscard]] CallAnswer<LevelHeads> heads_of(const storage::View& view, const ChainId& chain);

[[nodiscard]] CallResult get_status(const ApiContext& context, pb::GetStatusReply& reply);
}  // namespace interlock::server
