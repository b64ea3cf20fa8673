// What the service decides on a message. Plain values.
//
// Enumerations that only the wire has are used as generated: they are open, so that a reason added
// by a newer service is kept and shown instead of being lost.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <variant>

#include "interlock/v1/types.pb.h"
#include "interop/block.hpp"
#include "interop/safety_level.hpp"

namespace interlock::client
{
namespace pb = ::interlock::v1;

struct Valid
{
    /// Absent in the overall verdict on an access list.
    std::optional<BlockSeal> initiating_block;
};

struct Invalid
{
    pb::InvalidReason reason = pb::INVALID_REASON_UNSPECIFIED;
    std::string explanation;
    std::string expected;  // May be empty.
    std::string found;     // May be empty.
};

struct NotYet
{
    pb::NotYetReason reason = pb::NOT_YET_REASON_UNSPECIFIED;
    std::string explanation;
    std::optional<ChainId> chain_id;  // The chain it waits for.
    uint64_t awaited_timestamp_s = 0;
    std::optional<SafetyLevel> awaited_level;
    std::optional<BlockSeal> head;
};

using Verdict = std::variant<Valid, Invalid, NotYet>;

struct CannotTell
{
    pb::CannotTellCause cause = pb::CANNOT_TELL_CAUSE_UNSPECIFIED;
    std::string explanation;
};

/// A decision, or the service's reason for having none.
using Answer = tl::expected<Verdict, CannotTell>;
}  // namespace interlock::client
