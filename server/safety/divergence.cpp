#include "server/safety/divergence.hpp"

#include "server/safety/executing_log.hpp"

namespace interlock::server
{
namespace
{
using storage::ClaimedLevel;
using storage::Result;

/// The node's head at the level when it is on the indexed chain, at or above `number`.
Result<std::optional<BlockId>> claim_past(
    const storage::View& view, const ChainId& chain, ClaimedLevel level, uint64_t number)
{
    const auto claim = view.claim(chain, level);
    if (!claim)
        return claim;
    if (!*claim || (*claim)->number < number)
        return std::nullopt;
    const auto block = view.block(chain, (*claim)->number);
    if (!block)
        return tl::unexpected{block.error()};
    return *block && (*block)->seal.id == **claim ? *claim : std::nullopt;
}
}  // namespace

Result<std::optional<Divergence>> find_divergence(const storage::View& view, const ChainId& chain)
{
    const auto progress = view.progress(chain, CrossView::safe);
    if (!progress)
        return tl::unexpected{progress.error()};
    if (!*progress || !(*progress)->pending)
        return std::nullopt;
    const auto& pending = *(*progress)->pending;
    const auto* fault = std::get_if<Fault>(&pending.obstacle);
    if (fault == nullptr)
        return std::nullopt;
    for (const auto level : {ClaimedLevel::finalized, ClaimedLevel::safe})
    {
        const auto claim = claim_past(view, chain, level, pending.block.id.number);
        if (!claim)
            return tl::unexpected{claim.error()};
        if (!*claim)
            continue;
        return find_executing_log(view, chain, pending.block.id.number, fault->log_index)
            .map(
                [&](const std::optional<ExecutingLog>& log)
                {
                    const auto shown = log.value_or(ExecutingLog{.log_index = fault->log_index});
                    return std::optional{Divergence{chain, level, **claim, pending, shown}};
                });
    }
    return std::nullopt;
}
}  // namespace interlock::server
