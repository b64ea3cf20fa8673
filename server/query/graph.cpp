#include "server/query/graph.hpp"

#include <algorithm>
#include <set>

#include "server/query/block_time.hpp"

namespace interlock::server
{
namespace
{
using storage::Result;
using storage::View;

/// The chain's numbers with first <= number < end; none when equal.
struct Span
{
    ChainId chain_id;
    uint64_t first = 0;
    uint64_t end = 0;
    std::optional<uint64_t> at_time;  // The newest block at or before the time, when it is inside.
};

using Spans = std::vector<Span>;
using BlockKey = std::pair<ChainId, uint64_t>;

Result<Span> span_of(const View& view, const ChainId& chain, const GraphQuery& query)
{
    const auto range = indexed_range(view, chain);
    if (!range)
        return tl::unexpected{range.error()};
    if (!*range)
        return Span{.chain_id = chain};
    const auto all = **range;
    const auto time_s = query.timestamp_s;
    const auto until_s = time_s + std::min(query.radius_s, UINT64_MAX - time_s);
    // Nothing is before the radius when that reaches back to the beginning of time.
    const auto begin = query.radius_s >= time_s
                           ? all.first
                           : first_after(view, chain, all, time_s - query.radius_s - 1);
    const auto after = first_after(view, chain, all, time_s);
    const auto end = first_after(view, chain, all, until_s);
    for (const auto* read : {&begin, &after, &end})
    {
        if (!*read)
            return tl::unexpected{read->error()};
    }
    return Span{.chain_id = chain,
        .first = *begin,
        .end = *end,
        .at_time = *after > *begin ? std::optional{*after - 1} : std::nullopt};
}

/// A block that executes messages.
struct Candidate
{
    ChainId chain_id;
    uint64_t number = 0;
    uint64_t distance_s = 0;  // From the time.
};

Result<void> add_candidates(
    const View& view, const Span& span, uint64_t timestamp_s, std::vector<Candidate>& out)
{
    // Block 0 has no receipts, and so no messages.
    auto above = span.first == 0 ? 0 : span.first - 1;
    while (above + 1 < span.end)
    {
        const auto next = view.next_executing(span.chain_id, above, span.end - 1);
        if (!next)
            return tl::unexpected{next.error()};
        if (!*next)
            return {};
        above = **next;
        const auto block = view.block(span.chain_id, above);
        if (!block)
            return tl::unexpected{block.error()};
        if (!*block)
            return {};
        const auto at_s = (*block)->seal.timestamp_s;
        const auto distance_s = at_s > timestamp_s ? at_s - timestamp_s : timestamp_s - at_s;
        out.push_back({span.chain_id, above, distance_s});
    }
    return {};
}

/// Those that execute messages, the nearest to the time first.
Result<std::vector<Candidate>> candidates_in(
    const View& view, const Spans& spans, uint64_t timestamp_s)
{
    std::vector<Candidate> out;
    for (const auto& span : spans)
    {
        if (auto done = add_candidates(view, span, timestamp_s, out); !done)
            return tl::unexpected{done.error()};
    }
    std::stable_sort(out.begin(), out.end(),
        [](const Candidate& a, const Candidate& b) { return a.distance_s < b.distance_s; });
    return out;
}

bool holds(const Spans& spans, const BlockKey& block)
{
    return std::any_of(spans.begin(), spans.end(),
        [&](const Span& span) {
            return span.chain_id == block.first && block.second >= span.first &&
                   block.second < span.end;
        });
}

/// Which blocks and messages are shown.
struct Selection
{
    std::set<BlockKey> blocks;
    std::vector<storage::ExecutingRecord> messages;
    bool truncated = false;
};

Selection begin_selection(const Spans& spans, size_t max_blocks)
{
    Selection out;
    uint64_t count = 0;
    for (const auto& span : spans)
        count += span.end - span.first;
    out.truncated = count > max_blocks;
    for (const auto& span : spans)
    {
        if (out.truncated && span.at_time)
            out.blocks.insert({span.chain_id, *span.at_time});
        for (auto number = span.first; !out.truncated && number < span.end; ++number)
            out.blocks.insert({span.chain_id, number});
    }
    return out;
}

/// False when there is no room for more.
bool add_messages(const Spans& spans, const GraphLimits& limits,
    std::vector<storage::ExecutingRecord> records, Selection& selection)
{
    const auto room = limits.messages - selection.messages.size();
    const bool fits = records.size() <= room;
    if (!fits)
        records.resize(room);
    std::set<BlockKey> fresh;
    const auto want = [&](const BlockKey& block)
    {
        if (holds(spans, block) && !selection.blocks.contains(block))
            fresh.insert(block);
    };
    for (const auto& record : records)
    {
        want({record.chain_id, record.block_number});
        want({record.log.message.id.at.chain_id, record.log.message.id.at.block_number});
    }
    if (selection.blocks.size() + fresh.size() > limits.blocks)
        return false;
    selection.blocks.merge(fresh);
    selection.messages.insert(selection.messages.end(), records.begin(), records.end());
    return fits;
}

Result<Selection> select(const View& view, const Spans& spans, const GraphQuery& query)
{
    auto selection = begin_selection(spans, query.limits.blocks);
    const auto candidates = candidates_in(view, spans, query.timestamp_s);
    if (!candidates)
        return tl::unexpected{candidates.error()};
    for (const auto& candidate : *candidates)
    {
        auto records = view.executing_in(candidate.chain_id, candidate.number);
        if (!records)
            return tl::unexpected{records.error()};
        if (!add_messages(spans, query.limits, *std::move(records), selection))
        {
            selection.truncated = true;
            break;
        }
    }
    return selection;
}
/// What all blocks of a chain are told by.
struct ChainMarks
{
    std::array<std::optional<uint64_t>, kSafetyLevels.size()> heads;
    std::vector<uint64_t> invalid;
};

Result<ChainMarks> marks_of(const View& view, const ChainId& chain)
{
    ChainMarks out;
    for (const auto level : kSafetyLevels)
    {
        const auto head = view.head(chain, level);
        if (!head)
            return tl::unexpected{head.error()};
        if (*head)
            out.heads[static_cast<size_t>(level)] = (*head)->seal.id.number;
    }
    for (const auto cross_view : kCrossViews)
    {
        const auto progress = view.progress(chain, cross_view);
        if (!progress)
            return tl::unexpected{progress.error()};
        if (!*progress || !(*progress)->pending)
            continue;
        const auto& pending = *(*progress)->pending;
        if (std::holds_alternative<Fault>(pending.obstacle))
            out.invalid.push_back(pending.block.id.number);
    }
    return out;
}

GraphBlock graph_block(
    const ChainId& chain, const storage::BlockRecord& block, const ChainMarks& marks)
{
    const auto number = block.seal.id.number;
    GraphBlock out{.chain_id = chain,
        .block = block.seal,
        .log_count = block.log_count,
        .levels = {},
        .invalid =
            std::find(marks.invalid.begin(), marks.invalid.end(), number) != marks.invalid.end()};
    for (const auto level : kSafetyLevels)
    {
        const auto& head = marks.heads[static_cast<size_t>(level)];
        if (head && number <= *head)
            out.levels.push_back(level);
    }
    return out;
}

Result<std::vector<GraphBlock>> read_blocks(const View& view, const std::set<BlockKey>& selected)
{
    std::vector<GraphBlock> out;
    out.reserve(selected.size());
    std::map<ChainId, ChainMarks> marks;
    for (const auto& [chain, number] : selected)
    {
        if (!marks.contains(chain))
        {
            auto of_chain = marks_of(view, chain);
            if (!of_chain)
                return tl::unexpected{of_chain.error()};
            marks.emplace(chain, *std::move(of_chain));
        }
        const auto block = view.block(chain, number);
        if (!block)
            return tl::unexpected{block.error()};
        if (*block)
            out.push_back(graph_block(chain, **block, marks.at(chain)));
    }
    return out;
}
}  // namespace

Told<Graph> message_graph(const Judge& judge, const storage::View& view,
    const Circumstances& circumstances, const GraphQuery& query)
{
    Spans spans;
    for (const auto& chain : query.chains)
    {
        const auto span = span_of(view, chain, query);
        if (!span)
            return tl::unexpected{trouble_of(span.error())};
        spans.push_back(*span);
    }
    const auto selection = select(view, spans, query);
    if (!selection)
        return tl::unexpected{trouble_of(selection.error())};
    auto blocks = read_blocks(view, selection->blocks);
    if (!blocks)
        return tl::unexpected{trouble_of(blocks.error())};
    Graph out{.blocks = *std::move(blocks), .messages = {}, .truncated = selection->truncated};
    out.messages.reserve(selection->messages.size());
    for (const auto& record : selection->messages)
        out.messages.push_back({record, judge_in_block(judge, view, circumstances, record)});
    return out;
}
}  // namespace interlock::server
