#include "client/decisions.hpp"

// No switch here has a default: a new reason must fail to compile. One that only a newer service
// knows names nothing, and is shown by its explanation.

namespace interlock::client
{
bool names_block(pb::WaitReason reason) noexcept
{
    switch (reason)
    {
        case pb::WAIT_REASON_EARLIER_BLOCK:
        case pb::WAIT_REASON_INITIATING_LEVEL:
        case pb::WAIT_REASON_PEER_LEVEL:
        case pb::WAIT_REASON_PEER_ON_CYCLE:
        case pb::WAIT_REASON_PEER_INVALID:
        case pb::WAIT_REASON_PEER_WAITS:
            return true;
        case pb::WAIT_REASON_UNSPECIFIED:
        case pb::WAIT_REASON_LOCAL_LEVEL:
        case pb::WAIT_REASON_INITIATING_NOT_SEEN:
        case pb::WAIT_REASON_BEFORE_INDEX:
        case pb::WAIT_REASON_PEER_NOT_SEEN:
        case pb::WAIT_REASON_HALTED:
        case pb::WaitReason_INT_MIN_SENTINEL_DO_NOT_USE_:
        case pb::WaitReason_INT_MAX_SENTINEL_DO_NOT_USE_:
            break;
    }
    return false;
}

bool names_time(pb::WaitReason reason) noexcept
{
    return reason == pb::WAIT_REASON_INITIATING_NOT_SEEN || reason == pb::WAIT_REASON_PEER_NOT_SEEN;
}
}  // namespace interlock::client
