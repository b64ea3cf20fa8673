// Executing messages over their life.
#include "server/metrics/page.hpp"

namespace interlock::server
{
namespace
{
/// Breaks of rules that only a check before inclusion can find.
constexpr std::array kNeverInBlocks{
    Violation::same_timestamp, Violation::expires_before_timeout, Violation::checksum_mismatch};

std::string label_of(MessageState state)
{
    return std::string{to_string(state)};
}

void put_pair(Page& page, const MessagePairCounts& counts)
{
    const Page::Labels pair{
        counts.initiating ? to_string(*counts.initiating) : "other", to_string(counts.executing)};
    const auto with = [&](std::initializer_list<std::string> more)
    {
        auto out = pair;
        out.insert(out.end(), more);
        return out;
    };
    for (const auto state : kMessageStates)
    {
        page.put(family("interlock_messages"), with({label_of(state)}),
            counts.now[static_cast<size_t>(state)]);
    }
    page.put(family("interlock_messages_seen_total"), pair, counts.seen);
    for (size_t from = 0; from < kVerdicts; ++from)
    {
        for (size_t to = 0; to < kVerdicts; ++to)
        {
            if (from == to)
                continue;
            page.put(family("interlock_messages_changed_total"),
                with({label_of(kMessageStates[from]), label_of(kMessageStates[to])}),
                counts.changed[from][to]);
        }
    }
    page.put(family("interlock_messages_expired_total"), pair, counts.expired);
    page.put(family("interlock_messages_finalized_total"), pair, counts.finalized);
    page.put(family("interlock_messages_dropped_total"), pair, counts.dropped);
}
}  // namespace

void put_messages(Page& page, const MessageCounts& messages)
{
    for (const auto& pair : messages.pairs)
        put_pair(page, pair);
    for (size_t i = 0; i < messages.invalid.size(); ++i)
    {
        const auto reason = static_cast<Violation>(i);
        const auto* const never = std::find(kNeverInBlocks.begin(), kNeverInBlocks.end(), reason);
        if (never == kNeverInBlocks.end())
        {
            page.put(family("interlock_invalid_messages_total"), {std::string{to_string(reason)}},
                messages.invalid[i]);
        }
    }
    for (const auto& scan : messages.scans)
    {
        const auto chain = to_string(scan.chain_id);
        page.put(family("interlock_messages_blocks_behind"), {chain}, scan.blocks_behind);
        page.put(family("interlock_messages_blocks_skipped_total"), {chain}, scan.blocks_skipped);
    }
}
}  // namespace interlock::server
