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

/// What is final is local-safe, whatever a node that lags says.
Result<void> keep_order(Step& step, const ChainId& chain)
{
    const auto finalized = step.head(chain, SafetyLevel::finalized);
    const auto safe = step.head(chain, SafetyLevel::local_safe);
    if (!finalized || !safe)
        return tl::unexpected{finalized ? safe.error() : finalized.error()};
    if (!*finalized || (*safe && (*safe)->seal.id.number >= (*finalized)->seal.id.number))
        return {};
    return step.set_head(chain, SafetyLevel::local_safe, (*finalized)->seal.id);
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
    if (auto done = take_label(step, chain, SafetyLevel::local_safe, labels.local_safe); !done)
        return done;
    return keep_order(step, chain);
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
