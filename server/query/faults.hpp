// A broken rule in words: what it asks for, and what there is instead. Pure.
#pragma once

#include "interop/rules.hpp"
#include "server/query/answer.hpp"

namespace interlock::server
{
/// Of rules 1 to 4, now or before the timeout ends, and of the setting that refuses equal times.
/// Precondition: the violation is what these rules find.
[[nodiscard]] Invalid times_fault(Violation violation, const DependencySet& set,
    const LogPosition& initiating, const ExecutionTime& execution, uint64_t timeout_s);

/// Of rule 5, against what is known around the named log.
[[nodiscard]] Invalid inclusion_fault(Violation violation, const KnownChain& known,
    const LogPosition& at, const ExpectedLog& expected);
}  // namespace interlock::server
