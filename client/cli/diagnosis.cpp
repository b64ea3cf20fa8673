#include "client/cli/diagnosis.hpp"

#include <algorithm>

#include "client/cli/chain_names.hpp"
#include "client/cli/decision_text.hpp"
#include "client/cli/names.hpp"
#include "client/cli/times.hpp"
#include "console/measures.hpp"

namespace interlock::client::cli
{
namespace
{
using console::Finding;
using console::Severity;

constexpr size_t kMaxVersion = 40;
/// What two clocks may differ by without a word, with the time that a call takes.
constexpr uint64_t kClockToleranceS = 5;

bool is_on_this_machine(std::string_view server)
{
    return server.starts_with("127.") || server.starts_with("localhost:") ||
           server.starts_with("[::1]:");
}

Finding connection(const Examination& seen)
{
    Finding out{.subject = "service",
        .what = "answers at " + printable(seen.server) + " in " +
                std::to_string(seen.round_trip.count()) + " ms, " +
                (seen.is_encrypted ? "over TLS" : "not encrypted")};
    if (!seen.is_encrypted && !is_on_this_machine(seen.server))
        out.mend = "set grpc.tls_certificate where the network between is not to be trusted";
    return out;
}

Finding version(const Examination& seen)
{
    const auto& theirs = seen.status.version;
    if (theirs == seen.client_version)
        return {.subject = "version", .what = "the service and this program are both " + theirs};
    return {.severity = Severity::warn,
        .subject = "version",
        .what = "the service is " + printable(theirs, kMaxVersion) + ", this program " +
                seen.client_version,
        .mend = "install the same release of both"};
}

Finding readiness(const Examination& seen, uint64_t now_s)
{
    const auto& status = seen.status;
    const auto up = duration(now_s - std::min(now_s, status.started_at_s));
    if (status.ready)
        return {.subject = "readiness", .what = "ready, up " + up};
    std::string waiting;
    for (const auto& chain : status.chains)
    {
        if (!chain.ready)
            waiting += (waiting.empty() ? "" : ", ") + chain_label(chain.chain_id, chain.name);
    }
    return {.severity = Severity::warn,
        .subject = "readiness",
        .what = "not ready, up " + up + ": questions that need " + waiting +
                " are answered \"cannot tell\"",
        .mend = "wait while they catch up (interlock sync), and mend what is said of them below"};
}

void add_clock(const Examination& seen, std::vector<Finding>& out)
{
    const auto theirs = seen.status.now_s;
    if (!theirs)
        return;
    const auto skew_s = std::max(*theirs, seen.now_s) - std::min(*theirs, seen.now_s);
    if (skew_s <= kClockToleranceS)
    {
        out.push_back({.subject = "clock", .what = "the service's agrees with this machine's"});
        return;
    }
    out.push_back({.severity = Severity::warn,
        .subject = "clock",
        .what = "the service's is " + duration(skew_s) +
                (*theirs > seen.now_s ? " ahead of" : " behind") + " this machine's",
        .mend = "synchronise both (NTP): the Admin door's tokens are good for a minute only"});
}

void add_disk(const Status& status, std::vector<Finding>& out)
{
    if (!status.disk_free_bytes)
        return;
    const console::DiskSpace disk{
        .index_bytes = status.index_bytes, .free_bytes = *status.disk_free_bytes};
    const auto severity = console::severity_of(disk);
    out.push_back({.severity = severity,
        .subject = "disk",
        .what = console::describe(disk),
        .mend = severity == Severity::ok
                    ? ""
                    : "free space on the disk of data_dir, or keep less (retention.window_s)"});
}

std::string scope_of(const Failsafe& failsafe, const Chains& chains)
{
    std::string out;
    for (const auto& chain : failsafe.chains)
        out += (out.empty() ? "between " : " and ") + chain_label(chain, chains);
    if (failsafe.chains.size() == 1)
        return "of " + chain_label(failsafe.chains.front(), chains);
    return out.empty() ? "of all chains" : out;
}

void add_failsafes(const Examination& seen, std::vector<Finding>& out)
{
    for (const auto& failsafe : seen.status.failsafes)
    {
        out.push_back({.severity = Severity::fail,
            .subject = "failsafe",
            .what = "messages " + scope_of(failsafe, seen.chains) + " are not judged (" +
                    name_of(failsafe.cause) + "): " + printable(failsafe.reason),
            .mend = failsafe.is_held ? "mend the cause, then: interlock failsafe off"
                                     : "mend the cause; it ends by itself"});
    }
    if (seen.status.failsafes.empty())
        out.push_back({.subject = "failsafe", .what = "none in force"});
}

void add_divergences(const Examination& seen, const View& view, std::vector<Finding>& out)
{
    for (const auto& chain : seen.status.chains)
    {
        if (!chain.divergence)
            continue;
        const auto& divergence = *chain.divergence;
        out.push_back({.severity = Severity::fail,
            .subject = "divergence",
            .what = "the node of " + chain_label(chain.chain_id, view.chains) + " calls block " +
                    std::to_string(divergence.block.id.number) + " " +
                    std::string{to_string(divergence.claimed)} +
                    ", but it is invalid: " + reason_text(divergence.why.fault),
            .mend = "compare the nodes of both chains; it ends when they agree"});
    }
    if (std::none_of(out.begin(), out.end(),
            [](const Finding& finding) { return finding.subject == "divergence"; }))
        out.push_back({.subject = "divergence", .what = "no node contradicts this service"});
}

void add_doors(const Status& status, std::vector<Finding>& out)
{
    if (!status.now_s)
        return;  // It does not tell.
    out.push_back({.subject = "metrics",
        .what = status.serves_metrics ? "served" : "not served",
        .mend = status.serves_metrics ? "" : "metrics.listen would serve them for Prometheus"});
    out.push_back({.subject = "admin door",
        .what = status.serves_admin ? "open" : "closed",
        .mend = status.serves_admin ? ""
                                    : "admin.listen would open it, for backups (interlock db) and "
                                      "failsafes"});
}
}  // namespace

std::vector<Finding> diagnose(const Examination& seen)
{
    const auto now_s = seen.status.now_s.value_or(seen.now_s);
    const View view{.now_s = now_s, .chains = seen.chains};
    std::vector<Finding> out{connection(seen), version(seen), readiness(seen, now_s)};
    add_clock(seen, out);
    add_disk(seen.status, out);
    for (const auto& chain : seen.status.chains)
    {
        auto found = diagnose_chain(chain, seen, now_s);
        std::move(found.begin(), found.end(), std::back_inserter(out));
    }
    add_failsafes(seen, out);
    add_divergences(seen, view, out);
    add_doors(seen.status, out);
    return out;
}

Finding diagnose_silence(const std::string& server, const Error& error)
{
    const auto* mend = "see the service's log; interlockd doctor examines what it works with";
    if (error.message.find("certificate") != std::string::npos)
        mend =
            "if the service's certificate has expired (its log, and interlockd doctor, have the "
            "date), renew it; else say which CA has signed it (--tls-ca)";
    else if (error.kind == ErrorKind::unreachable)
        mend =
            "start interlockd there, or say where it is (--server), and as it wants it how to "
            "speak TLS (--tls-ca)";
    return {.severity = Severity::fail,
        .subject = "service",
        .what = "no answer from " + printable(server) + ": " + printable(error.message),
        .mend = mend};
}
}  // namespace interlock::client::cli
