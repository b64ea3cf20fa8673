#include "server/ingest/wait_log.hpp"

#include <fmt/format.h>

#include "server/ingest/describe.hpp"
#include "server/log/event.hpp"

namespace interlock::server
{
storage::Result<void> WaitLog::look(const storage::View& view, uint64_t now_s)
{
    for (const auto& chain : set_.chains())
    {
        for (const auto cross : kCrossViews)
        {
            const auto pending = pending_block({view, set_, cross}, chain.id);
            if (!pending)
                return tl::unexpected{pending.error()};
            note({chain.id, cross}, *pending, now_s);
        }
    }
    return {};
}

void WaitLog::note(const Head& head, const std::optional<DecidedBlock>& pending, uint64_t now_s)
{
    const auto* const wait = pending ? std::get_if<Wait>(&pending->decision) : nullptr;
    // What it waits for may change while it waits; it is the same wait.
    const auto known = told_.find(head);
    if (wait == nullptr || wait->since_s == 0)
    {
        if (known == told_.end())
            return;
        tell_end(head, known->second, now_s);
        told_.erase(known);
        return;
    }
    const auto since_s = known == told_.end() ? wait->since_s : known->second.since_s;
    const auto waited_s = now_s - std::min(now_s, since_s);
    const bool is_due = known == told_.end()
                            ? waited_s >= kPatience_s[static_cast<size_t>(head.second)]
                            : now_s >= known->second.next_s;
    if (!is_due)
        return;
    tell_wait(head, pending->block, *wait, waited_s);
    told_[head] = {.since_s = since_s, .next_s = now_s + std::min(waited_s, kLongestPause_s)};
}

void WaitLog::tell_wait(
    const Head& head, const BlockSeal& block, const Wait& wait, uint64_t waited_s) const
{
    const auto& [chain, view] = head;
    const auto level = to_string(cross_level(view));
    log_event(spdlog::level::info,
        LogEvent{"head_waits"}
            .chain(chain)
            .block(block.id)
            .with("level", level)
            .with("blocking_chain_id", to_string(wait.waiting.on))
            .with("seconds", waited_s),
        fmt::format("{}: its {} head has waited for {} s: {} {}", describe(chain, names_), level,
            waited_s, describe(block), explain(wait.waiting, view)));
}

void WaitLog::tell_end(const Head& head, const Told& told, uint64_t now_s) const
{
    const auto& [chain, view] = head;
    const auto level = to_string(cross_level(view));
    log_event(spdlog::level::info, LogEvent{"head_moves"}.chain(chain).with("level", level),
        fmt::format("{}: its {} head moves again, after {} s", describe(chain, names_), level,
            now_s - std::min(now_s, told.since_s)));
}
}  // namespace interlock::server
