// A broken rule in words: what it asks for, and what there is instead. Pure.
#pragma once

#include "interop/rules.hpp"
#include "server/query/answer.hpp"

namespace interlock::server
{
/// Of rule 2. `violation` says which of the two chains it is about.
[[nodiscard]] Invalid activation_fault(Violation violation, const ChainConfig& executing,
    const ChainConfig& initiating, MessageTimes times);

/// Of rule 3, and of the setting that refuses equal times.
[[nodiscard]] Invalid order_fault(Violation violation, MessageTimes times);

/// Of rule 4, now or before the timeout ends. Precondition: the order holds.
[[nodiscard]] Invalid expiry_fault(
    Violation violation, MessageTimes times, uint64_t window_s, uint64_t timeout_s);

/// Of rule 5, against what is known around the named log.
[[nodiscard]] Invalid inclusion_fault(Violation violation, const KnownChain& known,
    const LogPosition& at, const ExpectedLog& expected);
}  // namespace interlock::server
