// The contract's enumerators as the program spells them: "NOT_YET_REASON_NOT_SEEN" is "not_seen".
// One that this client does not know is "unknown_" and its number. Pure.
#pragma once

#include <string>

#include "client/answers.hpp"

namespace interlock::client::cli
{
[[nodiscard]] std::string name_of(pb::InvalidReason reason);
[[nodiscard]] std::string name_of(pb::NotYetReason reason);
[[nodiscard]] std::string name_of(pb::CannotTellCause cause);
[[nodiscard]] std::string name_of(pb::ChainState state);
[[nodiscard]] std::string name_of(pb::NodeState state);
[[nodiscard]] std::string name_of(pb::FailsafeCause cause);
[[nodiscard]] std::string name_of(pb::SubscriptionState state);
[[nodiscard]] std::string name_of(pb::WaitReason reason);

/// "valid", "invalid", "not_yet" or "cannot_tell".
[[nodiscard]] std::string_view name_of(const Answer& answer) noexcept;
/// "accept", "wait" or "replace".
[[nodiscard]] std::string_view name_of(const BlockDecision& decision) noexcept;
}  // namespace interlock::client::cli
