#include "client/cli/names.hpp"

namespace interlock::client::cli
{
namespace
{
std::string spelled(const std::string& enumerator, std::string_view prefix, int number)
{
    if (!enumerator.starts_with(prefix))
        return "unknown_" + std::to_string(number);
    std::string out = enumerator.substr(prefix.size());
    for (char& letter : out)
    {
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    }
    return out;
}
}  // namespace

std::string name_of(pb::InvalidReason reason)
{
    return spelled(pb::InvalidReason_Name(reason), "INVALID_REASON_", reason);
}

std::string name_of(pb::NotYetReason reason)
{
    return spelled(pb::NotYetReason_Name(reason), "NOT_YET_REASON_", reason);
}

std::string name_of(pb::CannotTellCause cause)
{
    return spelled(pb::CannotTellCause_Name(cause), "CANNOT_TELL_CAUSE_", cause);
}

std::string name_of(pb::ChainState state)
{
    return spelled(pb::ChainState_Name(state), "CHAIN_STATE_", state);
}

std::string name_of(pb::NodeState state)
{
    return spelled(pb::NodeState_Name(state), "NODE_STATE_", state);
}

std::string name_of(pb::FailsafeCause cause)
{
    return spelled(pb::FailsafeCause_Name(cause), "FAILSAFE_CAUSE_", cause);
}

std::string name_of(pb::SubscriptionState state)
{
    return spelled(pb::SubscriptionState_Name(state), "SUBSCRIPTION_STATE_", state);
}

std::string name_of(pb::WaitReason reason)
{
    return spelled(pb::WaitReason_Name(reason), "WAIT_REASON_", reason);
}

std::string_view name_of(const Answer& answer) noexcept
{
    if (!answer)
        return "cannot_tell";
    if (std::holds_alternative<Valid>(*answer))
        return "valid";
    return std::holds_alternative<Invalid>(*answer) ? "invalid" : "not_yet";
}

std::string_view name_of(const BlockDecision& decision) noexcept
{
    if (std::holds_alternative<Accept>(decision))
        return "accept";
    return std::holds_alternative<Replace>(decision) ? "replace" : "wait";
}
}  // namespace interlock::client::cli
