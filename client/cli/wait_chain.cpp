#include "client/cli/wait_chain.hpp"

#include <algorithm>

#include "client/cli/decision_text.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kIndent = 2;
/// Deeper blocks are not indented further: lines must stay readable.
constexpr size_t kMaxDepth = 12;
/// As many steps as the service tells; whether there are more, it does not say.
constexpr size_t kMaxSteps = 100;

std::string margin(size_t depth)
{
    return std::string(kIndent * (1 + std::min(depth, kMaxDepth)), ' ');
}

struct ChainBlock
{
    ChainId chain;
    uint64_t number = 0;
};

/// The block that `step` waits for, if it waits for one.
std::optional<ChainBlock> awaited_block(const PendingBlock& step)
{
    const auto* const wait = std::get_if<Wait>(&step.decision);
    if (wait == nullptr || !wait->chain_id || !names_block(wait->reason))
        return std::nullopt;
    return ChainBlock{.chain = *wait->chain_id, .number = wait->number};
}

bool is_among(const ChainBlock& block, std::span<const PendingBlock> steps)
{
    return std::any_of(steps.begin(), steps.end(),
        [&](const PendingBlock& step)
        { return step.chain_id == block.chain && step.block.id.number == block.number; });
}

/// What stands below the last block; empty when that is the root.
std::string ending(std::span<const PendingBlock> steps, const View& view)
{
    const auto next = awaited_block(steps.back());
    if (next && is_among(*next, steps))
        return "loop: " + block_label(next->chain, next->number, view) +
               " is in the list already; they wait for each other";
    if (next && steps.size() >= kMaxSteps)
        return "… and more";
    return {};
}
}  // namespace

std::string wait_chain_text(std::span<const PendingBlock> steps, const View& view)
{
    if (steps.empty())
        return {};
    const auto below = ending(steps, view);
    if (steps.size() == 1 && below.empty())
        return {};
    std::string out;
    for (size_t i = 0; i < steps.size(); ++i)
    {
        const auto& step = steps[i];
        const bool is_root = below.empty() && i + 1 == steps.size();
        out += margin(i) + styled(is_root ? "root: " : "", Style::heading, view.colour) +
               block_label(step.chain_id, step.block.id.number, view) + " " +
               decision_line(step.decision, step.level, view) + "\n";
    }
    return below.empty() ? out : out + margin(steps.size()) + below + "\n";
}
}  // namespace interlock::client::cli
