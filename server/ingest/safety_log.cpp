#include "server/ingest/safety_log.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "server/ingest/describe.hpp"
#include "server/log/event.hpp"

namespace interlock::server
{
namespace
{
std::string_view name_of(storage::ClaimedLevel level)
{
    switch (level)
    {
        case storage::ClaimedLevel::local_safe:
            return "local-safe";
        case storage::ClaimedLevel::safe:
            return "safe";
        case storage::ClaimedLevel::finalized:
            return "finalized";
    }
    return "";
}

/// Whether it has been told: the node's head moves on while the divergence is the same one.
bool is_known(const std::vector<Divergence>& known, const Divergence& divergence)
{
    return std::any_of(known.begin(), known.end(),
        [&](const Divergence& other)
        { return other.block == divergence.block && other.claimed == divergence.claimed; });
}

template <typename Alarm>
bool is_of_none(const std::vector<Alarm>& alarms, const ChainId& chain)
{
    return std::none_of(
        alarms.begin(), alarms.end(), [&](const Alarm& alarm) { return alarm.chain_id == chain; });
}
}  // namespace

std::string describe(const Fault& fault, const ExecutingLog& log)
{
    if (log.malformed)
        return fmt::format("{}, log {}", to_string(fault.reason), fault.log_index);
    const auto& at = log.message.id.at;
    return fmt::format("{}, log {} executes log {} of block {} of chain {}, at {}",
        to_string(fault.reason), fault.log_index, at.log_index, at.block_number,
        to_string(at.chain_id), at.timestamp_s);
}

std::string describe(const Divergence& divergence)
{
    return fmt::format(
        "chain {}: its node calls block {} ({}) {}, but {} at or below it is invalid: "
        "{}; the node and this service cannot both be right",
        to_string(divergence.chain_id), divergence.claimed_head.number,
        short_hash(divergence.claimed_head.hash), name_of(divergence.claimed),
        describe(divergence.block.block),
        describe(std::get<Fault>(divergence.block.obstacle), divergence.log));
}

std::string describe(const Halt& halt)
{
    return fmt::format(
        "chain {}: its finalized {} rests on blocks of another chain that are gone; "
        "only {} and what is before it still holds. Its safe and finalized heads "
        "stand still until those blocks are back; compare the chains' nodes",
        to_string(halt.chain_id), describe(halt.finalized), describe(halt.supported));
}

void SafetyLog::tell(const SafetyNews& news)
{
    for (const auto& change : news.verdicts)
        tell_verdict(change);
    if (news.alarms == known_)
        return;
    tell_divergences(news.alarms);
    tell_halts(news.alarms);
    known_ = news.alarms;
}

void SafetyLog::tell_verdict(const storage::VerdictChange& change) const
{
    const auto level = to_string(cross_level(change.view));
    const auto block = describe(change.block);
    const auto of = [&](std::string_view event)
    { return LogEvent{event}.chain(change.chain_id).block(change.block.id).with("level", level); };
    if (const auto* found = std::get_if<storage::FoundInvalid>(&change.change))
    {
        log_event(spdlog::level::warn,
            of("invalid_block").with("reason", to_string(found->fault.reason)),
            fmt::format("{}: {} is invalid ({}): {}", describe(change.chain_id, names_), block,
                level, describe(found->fault, found->log)));
    }
    else if (const auto* by = std::get_if<storage::ReplacedBy>(&change.change))
    {
        log_event(spdlog::level::info, of("block_replaced").with("replaced_by", to_hex(by->hash)),
            fmt::format("{}: the invalid {} was replaced by {} ({})",
                describe(change.chain_id, names_), block, short_hash(by->hash), level));
    }
    else
        log_event(spdlog::level::info, of("block_not_invalid"),
            fmt::format("{}: {} is not held invalid any more ({})",
                describe(change.chain_id, names_), block, level));
}

void SafetyLog::tell_divergences(const SafetyAlarms& now) const
{
    for (const auto& divergence : now.divergences)
    {
        if (!is_known(known_.divergences, divergence))
            log_event(spdlog::level::critical,
                LogEvent{"divergence"}
                    .chain(divergence.chain_id)
                    .block(divergence.block.block.id)
                    .with("claimed", name_of(divergence.claimed)),
                "divergence: " + describe(divergence));
    }
    for (const auto& before : known_.divergences)
    {
        if (is_of_none(now.divergences, before.chain_id))
            log_event(spdlog::level::info, LogEvent{"divergence_ended"}.chain(before.chain_id),
                describe(before.chain_id, names_) + ": the divergence has ended");
    }
}

void SafetyLog::tell_halts(const SafetyAlarms& now) const
{
    for (const auto& halt : now.halts)
    {
        if (is_of_none(known_.halts, halt.chain_id))
            log_event(spdlog::level::err,
                LogEvent{"halted"}.chain(halt.chain_id).block(halt.finalized.id),
                "halted: " + describe(halt));
    }
    for (const auto& before : known_.halts)
    {
        if (is_of_none(now.halts, before.chain_id))
            log_event(spdlog::level::info, LogEvent{"halt_ended"}.chain(before.chain_id),
                describe(before.chain_id, names_) + ": its finalized head is supported again");
    }
}
}  // namespace interlock::server
