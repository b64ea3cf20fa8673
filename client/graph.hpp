// The blocks of all chains around a time, and the messages between them. Plain values.
#pragma once

#include "client/answers.hpp"

namespace interlock::client
{
struct GraphQuery
{
    uint64_t timestamp_s = 0;
    uint64_t radius_s = 0;             // Blocks within so many seconds before and after.
    std::vector<ChainId> chains = {};  // Empty: all.
};

struct GraphBlock
{
    ChainId chain_id;
    BlockSeal block;
    uint32_t log_count = 0;
    std::vector<SafetyLevel> levels;  // Reached, ascending.
    bool invalid = false;             // In one of the two views.
};

struct Graph
{
    std::vector<GraphBlock> blocks;  // By chain and number.
    std::vector<ExecutingAnswer> messages;
    bool truncated = false;  // There are more than the service shows.
};
}  // namespace interlock::client
