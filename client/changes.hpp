// What a subscription tells. Plain values.
#pragma once

#include "client/decisions.hpp"

namespace interlock::client
{
struct HeadChange
{
    uint64_t sequence = 0;
    ChainId chain_id;
    SafetyLevel level = SafetyLevel::unsafe;
    BlockSeal block;    // The new head: later than the one before, or earlier after a reorg.
    uint64_t at_s = 0;  // When; 0 for a head that is told first, as it is.
};

/// The chain has another block at that number now.
struct Replaced
{
    BlockId by;
};

/// The block is not invalid any more.
struct Withdrawn
{
};

/// What became known about an invalid block.
struct VerdictChange
{
    uint64_t sequence = 0;
    ChainId chain_id;
    SafetyLevel level = SafetyLevel::safe;  // Whose view it is invalid in.
    BlockSeal block;
    std::variant<Replace, Replaced, Withdrawn> change;
    uint64_t at_s = 0;  // When.
};
}  // namespace interlock::client
