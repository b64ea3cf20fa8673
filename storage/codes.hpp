// The numbers under which the database keeps enumerators; apart from their order, which may change.
// A code is never given to another enumerator. Pure.
#pragma once

#include <algorithm>
#include <array>

#include "storage/safety.hpp"

namespace interlock::storage
{
template <typename Enum>
struct Code
{
    Enum value;
    uint32_t code;
};

inline constexpr std::array kLevelCodes{
    Code<SafetyLevel>{SafetyLevel::unsafe, 0},
    Code<SafetyLevel>{SafetyLevel::cross_unsafe, 1},
    Code<SafetyLevel>{SafetyLevel::local_safe, 2},
    Code<SafetyLevel>{SafetyLevel::safe, 3},
    Code<SafetyLevel>{SafetyLevel::finalized, 4},
};

inline constexpr std::array kViewCodes{
    Code<CrossView>{CrossView::unsafe, 0},
    Code<CrossView>{CrossView::safe, 1},
};

/// The same numbers as `head` has for these levels.
inline constexpr std::array kClaimCodes{
    Code<ClaimedLevel>{ClaimedLevel::local_safe, 2},
    Code<ClaimedLevel>{ClaimedLevel::safe, 3},
    Code<ClaimedLevel>{ClaimedLevel::finalized, 4},
};

/// Below 100: faults. From 100 on: reasons to wait.
inline constexpr uint32_t kFirstWaitCode = 100;
inline constexpr std::array kViolationCodes{
    Code<Violation>{Violation::malformed, 1},
    Code<Violation>{Violation::unknown_chain, 2},
    Code<Violation>{Violation::executed_too_early, 3},
    Code<Violation>{Violation::initiated_too_early, 4},
    Code<Violation>{Violation::future, 5},
    Code<Violation>{Violation::same_timestamp, 6},
    Code<Violation>{Violation::expired, 7},
    Code<Violation>{Violation::expires_before_timeout, 8},
    Code<Violation>{Violation::no_such_block, 9},
    Code<Violation>{Violation::timestamp_mismatch, 10},
    Code<Violation>{Violation::no_such_log, 11},
    Code<Violation>{Violation::payload_mismatch, 12},
    Code<Violation>{Violation::checksum_mismatch, 13},
    Code<Violation>{Violation::cycle, 14},
};
inline constexpr std::array kWaitCodes{
    Code<WaitReason>{WaitReason::local_level, 100},
    Code<WaitReason>{WaitReason::earlier_block, 101},
    Code<WaitReason>{WaitReason::initiating_not_seen, 102},
    Code<WaitReason>{WaitReason::initiating_not_cross, 103},
    Code<WaitReason>{WaitReason::before_index, 104},
    Code<WaitReason>{WaitReason::peer_not_seen, 105},
    Code<WaitReason>{WaitReason::peer_not_cross, 106},
    Code<WaitReason>{WaitReason::peer_on_cycle, 107},
    Code<WaitReason>{WaitReason::peer_invalid, 108},
    Code<WaitReason>{WaitReason::peer_waits, 109},
    Code<WaitReason>{WaitReason::halted, 110},
};

/// Precondition: the table has every enumerator.
template <typename Enum, size_t size>
[[nodiscard]] constexpr uint32_t code_of(
    const std::array<Code<Enum>, size>& codes, Enum value) noexcept
{
    return std::find_if(codes.begin(), codes.end(),
        [value](const Code<Enum>& entry) { return entry.value == value; })
        ->code;
}

/// nullopt for a code that stands for nothing.
template <typename Enum, size_t size>
[[nodiscard]] constexpr std::optional<Enum> enum_of(
    const std::array<Code<Enum>, size>& codes, uint32_t code) noexcept
{
    const auto found = std::find_if(
        codes.begin(), codes.end(), [code](const Code<Enum>& entry) { return entry.code == code; });
    return found == codes.end() ? std::nullopt : std::optional{found->value};
}

static_assert(code_of(kViolationCodes, Violation::cycle) < kFirstWaitCode);
static_assert(code_of(kWaitCodes, WaitReason::halted) >= kFirstWaitCode);
}  // namespace interlock::storage
