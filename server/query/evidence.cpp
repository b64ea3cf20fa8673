#include "server/query/evidence.hpp"

#include <fmt/format.h>

#include "server/query/faults.hpp"
#include "server/query/surroundings.hpp"

namespace interlock::server
{
namespace
{
/// So many chains of a cycle are named; the rest is counted.
constexpr size_t kMaxNamed = 8;

storage::Result<Invalid> evidence_of_inclusion(const CrossIndex& at, const BlockFault& fault)
{
    const auto& [id, payload_hash] = fault.log.message;
    const Invalid bare{fault.reason, {}, {}};
    const auto* chain = at.set.find(id.at.chain_id);
    if (chain == nullptr)
        return bare;
    const auto around = look_around(at.index, *chain, id.at, local_level(at.view));
    if (!around)
        return tl::unexpected{around.error()};
    if (!*around)
        return bare;
    const ExpectedLog expected{ExpectedLogHash{log_hash(id.origin, payload_hash)}};
    const auto inclusion = check_inclusion((*around)->known, id.at, expected);
    const auto* violation = std::get_if<Violation>(&inclusion);
    if (violation == nullptr || *violation != fault.reason)
        return bare;
    return inclusion_fault(*violation, (*around)->known, id.at, expected);
}

/// Each chain whose next block has the time and is on a cycle, with the first of its messages that
/// are. Empty when none has any more.
storage::Result<std::string> describe_cycle(const CrossIndex& at, uint64_t timestamp_s)
{
    std::string out;
    size_t count = 0;
    for (const auto& chain : at.set.chains())
    {
        const auto progress = at.index.progress(chain.id, at.view);
        if (!progress)
            return tl::unexpected{progress.error()};
        if (!*progress || !(*progress)->pending)
            continue;
        const auto& pending = *(*progress)->pending;
        const auto* fault = std::get_if<Fault>(&pending.obstacle);
        if (fault == nullptr || fault->reason != Violation::cycle ||
            pending.block.timestamp_s != timestamp_s)
            continue;
        if (++count <= kMaxNamed)
            out += fmt::format("{}log {} of block {} of chain {}", out.empty() ? "" : ", ",
                fault->log_index, pending.block.id.number, to_string(chain.id));
    }
    if (count > kMaxNamed)
        out += fmt::format(" and {} more", count - kMaxNamed);
    return out;
}

storage::Result<Invalid> evidence_of_cycle(const CrossIndex& at, const BlockFault& fault)
{
    const auto time_s = fault.execution.timestamp_s;
    return describe_cycle(at, time_s)
        .map(
            [&](const std::string& cycle)
            {
                return Invalid{Violation::cycle,
                    fmt::format("no cycle among the messages executed at {}", time_s),
                    cycle.empty() ? "" : "on cycles: " + cycle};
            });
}
}  // namespace

storage::Result<Invalid> evidence_of(const CrossIndex& at, const BlockFault& fault)
{
    if (fault.reason == Violation::malformed)
        return Invalid{fault.reason, {}, {}};
    if (fault.reason == Violation::cycle)
        return evidence_of_cycle(at, fault);
    const auto& named = fault.log.message.id.at;
    if (check_times(at.set, fault.execution, named) == fault.reason)
        return times_fault(fault.reason, at.set, named, fault.execution, 0);
    return evidence_of_inclusion(at, fault);
}
}  // namespace interlock::server
