// The enumerations of the protocol as the contract spells them. Pure; any thread.
//
// To the wire always works. From the wire can fail: proto3 lets a peer send any number.
#pragma once

#include <optional>

#include "interlock/v1/types.pb.h"
#include "interop/rules.hpp"
#include "interop/safety_level.hpp"

namespace interlock::wire
{
namespace pb = ::interlock::v1;

/// The trailing metadata that names a CannotTellCause when a call fails as a whole.
inline constexpr const char* kCauseMetadata = "interlock-cause";

[[nodiscard]] pb::SafetyLevel to_proto(SafetyLevel level) noexcept;
/// nullopt for UNSPECIFIED and for numbers without an enumerator.
[[nodiscard]] std::optional<SafetyLevel> from_proto(pb::SafetyLevel level) noexcept;

[[nodiscard]] pb::InvalidReason to_proto(Violation violation) noexcept;
/// nullopt for UNSPECIFIED and for numbers without an enumerator.
[[nodiscard]] std::optional<Violation> from_proto(pb::InvalidReason reason) noexcept;
}  // namespace interlock::wire
