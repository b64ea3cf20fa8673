#include "proto/wire/enums.hpp"

// No switch here has a default: a new enumerator on either side must fail to compile. That is why
// the sentinels, which protoc adds to keep enumerations open, are listed.

namespace interlock::wire
{
pb::SafetyLevel to_proto(SafetyLevel level) noexcept
{
    switch (level)
    {
        case SafetyLevel::unsafe:
            return pb::SAFETY_LEVEL_UNSAFE;
        case SafetyLevel::cross_unsafe:
            return pb::SAFETY_LEVEL_CROSS_UNSAFE;
        case SafetyLevel::local_safe:
            return pb::SAFETY_LEVEL_LOCAL_SAFE;
        case SafetyLevel::safe:
            return pb::SAFETY_LEVEL_SAFE;
        case SafetyLevel::finalized:
            return pb::SAFETY_LEVEL_FINALIZED;
    }
    return pb::SAFETY_LEVEL_UNSPECIFIED;  // Not a level: memory was overwritten.
}

std::optional<SafetyLevel> from_proto(pb::SafetyLevel level) noexcept
{
    switch (level)
    {
        case pb::SAFETY_LEVEL_UNSAFE:
            return SafetyLevel::unsafe;
        case pb::SAFETY_LEVEL_CROSS_UNSAFE:
            return SafetyLevel::cross_unsafe;
        case pb::SAFETY_LEVEL_LOCAL_SAFE:
            return SafetyLevel::local_safe;
        case pb::SAFETY_LEVEL_SAFE:
            return SafetyLevel::safe;
        case pb::SAFETY_LEVEL_FINALIZED:
            return SafetyLevel::finalized;
        case pb::SAFETY_LEVEL_UNSPECIFIED:
        case pb::SafetyLevel_INT_MIN_SENTINEL_DO_NOT_USE_:
        case pb::SafetyLevel_INT_MAX_SENTINEL_DO_NOT_USE_:
            break;
    }
    return std::nullopt;
}

pb::InvalidReason to_proto(Violation violation) noexcept
{
    switch (violation)
    {
        case Violation::malformed:
            return pb::INVALID_REASON_MALFORMED;
        case Violation::unknown_chain:
            return pb::INVALID_REASON_UNKNOWN_CHAIN;
        case Violation::executed_too_early:
            return pb::INVALID_REASON_EXECUTED_TOO_EARLY;
        case Violation::initiated_too_early:
            return pb::INVALID_REASON_INITIATED_TOO_EARLY;
        case Violation::future:
            return pb::INVALID_REASON_FUTURE;
        case Violation::same_timestamp:
            return pb::INVALID_REASON_SAME_TIMESTAMP;
        case Violation::expired:
            return pb::INVALID_REASON_EXPIRED;
        case Violation::expires_before_timeout:
            return pb::INVALID_REASON_EXPIRES_BEFORE_TIMEOUT;
        case Violation::no_such_block:
            return pb::INVALID_REASON_NO_SUCH_BLOCK;
        case Violation::timestamp_mismatch:
            return pb::INVALID_REASON_TIMESTAMP_MISMATCH;
        case Violation::no_such_log:
            return pb::INVALID_REASON_NO_SUCH_LOG;
        case Violation::payload_mismatch:
            return pb::INVALID_REASON_PAYLOAD_MISMATCH;
        case Violation::checksum_mismatch:
            return pb::INVALID_REASON_CHECKSUM_MISMATCH;
        case Violation::cycle:
            return pb::INVALID_REASON_CYCLE;
    }
    return pb::INVALID_REASON_UNSPECIFIED;  // Not a violation: memory was overwritten.
}

std::optional<Violation> from_proto(pb::InvalidReason reason) noexcept
{
    switch (reason)
    {
        case pb::INVALID_REASON_MALFORMED:
            return Violation::malformed;
        case pb::INVALID_REASON_UNKNOWN_CHAIN:
            return Violation::unknown_chain;
        case pb::INVALID_REASON_EXECUTED_TOO_EARLY:
            return Violation::executed_too_early;
        case pb::INVALID_REASON_INITIATED_TOO_EARLY:
            return Violation::initiated_too_early;
        case pb::INVALID_REASON_FUTURE:
            return Violation::future;
        case pb::INVALID_REASON_SAME_TIMESTAMP:
            return Violation::same_timestamp;
        case pb::INVALID_REASON_EXPIRED:
            return Violation::expired;
        case pb::INVALID_REASON_EXPIRES_BEFORE_TIMEOUT:
            return Violation::expires_before_timeout;
        case pb::INVALID_REASON_NO_SUCH_BLOCK:
            return Violation::no_such_block;
        case pb::INVALID_REASON_TIMESTAMP_MISMATCH:
            return Violation::timestamp_mismatch;
        case pb::INVALID_REASON_NO_SUCH_LOG:
            return Violation::no_such_log;
        case pb::INVALID_REASON_PAYLOAD_MISMATCH:
            return Violation::payload_mismatch;
        case pb::INVALID_REASON_CHECKSUM_MISMATCH:
            return Violation::checksum_mismatch;
        case pb::INVALID_REASON_CYCLE:
            return Violation::cycle;
        case pb::INVALID_REASON_UNSPECIFIED:
        case pb::InvalidReason_INT_MIN_SENTINEL_DO_NOT_USE_:
        case pb::InvalidReason_INT_MAX_SENTINEL_DO_NOT_USE_:
            break;
    }
    return std::nullopt;
}
}  // namespace interlock::wire
