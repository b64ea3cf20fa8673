#include "server/ingest/retention.hpp"

#include <algorithm>

namespace interlock::server
{
namespace
{
using storage::Result;

/// The highest block that no head lies below, and no promotion; nullopt when nothing is final.
Result<std::optional<uint64_t>> highest_first(const storage::View& view, const ChainId& chain)
{
    const auto finalized = view.head(chain, SafetyLevel::finalized);
    if (!finalized)
        return tl::unexpected{finalized.error()};
    if (!*finalized)
        return std::nullopt;
    // Every other head is at or above the finalized one, but a halted chain's promotion is below.
    auto out = (*finalized)->seal.id.number;
    for (const auto cross_view : kCrossViews)
    {
        const auto progress = view.progress(chain, cross_view);
        if (!progress)
            return tl::unexpected{progress.error()};
        if (*progress)
            out = std::min(out, (*progress)->verified.id.number);
    }
    return out;
}
}  // namespace

Result<std::optional<KeptSince>> kept_since(
    const storage::View& view, const DependencySet& set, uint64_t retention_s)
{
    std::optional<KeptSince> earliest;
    for (const auto& chain : set.chains())
    {
        const auto finalized = view.head(chain.id, SafetyLevel::finalized);
        if (!finalized)
            return tl::unexpected{finalized.error()};
        if (!*finalized)
            return std::nullopt;
        const auto timestamp_s = (*finalized)->seal.timestamp_s;
        if (!earliest || timestamp_s < earliest->timestamp_s)
            earliest = KeptSince{timestamp_s, chain.id};
    }
    if (earliest)
        earliest->timestamp_s -= std::min(earliest->timestamp_s, retention_s);
    return earliest;
}

Result<std::optional<BlockSeal>> find_new_first(const storage::View& view, const ChainId& chain,
    uint64_t timestamp_s, const PruneBounds& bounds)
{
    const auto first = view.first(chain);
    const auto highest = highest_first(view, chain);
    if (!first || !highest)
        return tl::unexpected{first ? highest.error() : first.error()};
    if (!*first || !*highest)
        return std::nullopt;
    std::optional<BlockSeal> found;
    uint64_t logs = (*first)->log_count;
    const auto first_number = (*first)->seal.id.number;
    const auto last = std::min(**highest, first_number + bounds.blocks);
    for (auto number = first_number + 1; number <= last; ++number)
    {
        const auto block = view.block(chain, number);
        if (!block)
            return tl::unexpected{block.error()};
        if (!*block || (*block)->seal.timestamp_s > timestamp_s || (found && logs > bounds.logs))
            break;
        found = (*block)->seal;
        logs += (*block)->log_count;
    }
    return found;
}
}  // namespace interlock::server
