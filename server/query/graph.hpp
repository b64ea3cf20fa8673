// The blocks of the chains around a time, and the messages that they execute.
#pragma once

#include "server/query/judge.hpp"

namespace interlock::server
{
struct GraphLimits
{
    size_t blocks = 1'000;
    size_t messages = 5'000;
};

struct GraphQuery
{
    uint64_t timestamp_s = 0;
    uint64_t radius_s = 0;        // Before and after.
    std::vector<ChainId> chains;  // By ascending id; of the dependency set.
    GraphLimits limits;
};

struct GraphBlock
{
    ChainId chain_id;
    BlockSeal block;
    uint32_t log_count = 0;
    std::vector<SafetyLevel> levels;  // Reached, ascending.
    bool invalid = false;             // In one of the two views.
};

struct GraphMessage
{
    storage::ExecutingRecord record;
    Answer answer;  // At level unsafe.
};

struct Graph
{
    std::vector<GraphBlock> blocks;  // By chain and number.
    /// All that the blocks execute, also of blocks that are not in the graph.
    std::vector<GraphMessage> messages;
    bool truncated = false;
};

/// When there are more blocks than the limit: those right at the time, then those with messages and
/// the ones that these name, the nearest to the time first.
[[nodiscard]] Told<Graph> message_graph(const Judge& judge, const storage::View& view,
    const Circumstances& circumstances, const GraphQuery& query);
}  // namespace interlock::server
