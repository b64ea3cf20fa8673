// Why a block, or the block after a head, is where it is: what it waits for, what that waits for in
// turn, and so on to the root.
#pragma once

#include <map>

#include "server/query/block_check.hpp"

namespace interlock::server
{
inline constexpr size_t kMaxExplainedSteps = 100;

/// What is known of a chain beside its index; for people.
struct ChainCondition
{
    std::string trouble;        // What is wrong with its blocks; empty when nothing is.
    std::string label_trouble;  // Why its local-safe and finalized heads stand still; likewise.
};
using ChainConditions = std::map<ChainId, ChainCondition>;

struct ExplainedStep
{
    ChainId chain_id;
    BlockSeal block;
    BlockDecision decision;
};

struct Explanation
{
    /// The block asked about, and each block that the one before waits for. The last one is the
    /// root, or waits for one that is among them.
    std::vector<ExplainedStep> steps;
    std::string text;  // Of the root, as far as the steps do not say it; may be empty.
    bool canonical = true;
};

[[nodiscard]] Told<Explanation> explain_block(const CrossIndex& at,
    const ChainConditions& conditions, const ChainId& chain, const BlockCheck& asked);

/// What the chain's head at the view's cross level waits for.
[[nodiscard]] Told<Explanation> explain_cross_head(
    const CrossIndex& at, const ChainConditions& conditions, const ChainId& chain);

/// Who decides on the chain's head at a level that is not promotion's own: unsafe, local-safe or
/// finalized. Without steps.
[[nodiscard]] Told<Explanation> explain_told_head(const storage::View& view,
    const ChainConditions& conditions, const ChainId& chain, SafetyLevel level);
}  // namespace interlock::server
