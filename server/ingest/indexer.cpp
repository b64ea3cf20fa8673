#include "server/ingest/indexer.hpp"

namespace interlock::server
{
namespace
{
using storage::Result;
using storage::Step;

Result<void> append_all(Step& step, const ChainId& chain, const std::vector<BlockDigest>& blocks)
{
    for (const auto& block : blocks)
    {
        if (auto done = step.append(chain, block); !done)
            return done;
    }
    return {};
}

/// Raises the level's head to the labelled block when exactly that block is indexed. A label that
/// is ahead of the index, or on a branch that is not the indexed one, waits for a later telling.
Result<void> take_label(
    Step& step, const ChainId& chain, SafetyLevel level, const std::optional<BlockId>& label)
{
    if (!label)
        return {};
    const auto block = step.block(chain, label->number);
    if (!block)
        return tl::unexpected{block.error()};
    if (!*block || (*block)->seal.id != *label)
        return {};
    if (level == SafetyLevel::finalized)
    {
        const auto old = step.head(chain, level);
        if (!old)
            return tl::unexpected{old.error()};
        if (*old && (*old)->seal.id.number >= label->number)
            return {};  // A node that lags behind another one; what is final stays so.
    }
    return step.set_head(chain, level, *label);
}

Result<void> apply_to(Step& step, const BeginIndex& event)
{
    const auto covered = std::to_string(event.covered_since_s);
    if (auto done = step.put_setting(covered_since_key(event.chain), covered); !done)
        return done;
    return append_all(step, event.chain, event.blocks);
}

Result<void> apply_to(Step& step, const AppendBlocks& event)
{
    return append_all(step, event.chain, event.blocks);
}

Result<void> apply_to(Step& step, const ReplaceBranch& event)
{
    if (auto done = step.rewind(event.chain, event.ancestor); !done)
        return done;
    return append_all(step, event.chain, event.blocks);
}

Result<void> apply_to(Step& step, const UpdateLabels& event)
{
    const auto& [chain, labels] = event;
    if (auto done = take_label(step, chain, SafetyLevel::finalized, labels.finalized); !done)
        return done;
    return take_label(step, chain, SafetyLevel::local_safe, labels.local_safe);
}
}  // namespace

std::string covered_since_key(const ChainId& chain)
{
    return "covered_since_s." + to_string(chain);
}

storage::Result<void> Indexer::apply(const IndexEvent& event)
{
    auto step = writer_.begin();
    if (!step)
        return tl::unexpected{step.error()};
    const auto applied =
        std::visit([&](const auto& known) { return apply_to(**step, known); }, event);
    if (!applied)
        return applied;
    return (*step)->commit();
}
}  // namespace interlock::server
