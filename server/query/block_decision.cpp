#include "server/query/block_decision.hpp"

#include <fmt/format.h>

#include "server/query/evidence.hpp"
#include "server/safety/executing_log.hpp"

namespace interlock::server
{
namespace
{
using storage::Result;

Result<BlockDecision> decision_of(
    const CrossIndex& at, const ChainId& chain, const storage::PendingBlock& pending)
{
    const auto number = pending.block.id.number;
    if (const auto* fault = std::get_if<Fault>(&pending.obstacle))
    {
        const auto log = find_executing_log(at.index, chain, number, fault->log_index);
        if (!log)
            return tl::unexpected{log.error()};
        const ExecutingLog bare{.log_index = fault->log_index, .message = {}, .malformed = true};
        return replace_for(at, {chain, pending.block, *fault, log->value_or(bare), pending.since_s})
            .map([](Replace&& replace) { return BlockDecision{std::move(replace)}; });
    }
    const auto& waiting = std::get<Waiting>(pending.obstacle);
    std::optional<ExecutingLog> log;
    if (waiting.log_index)
    {
        const auto found = find_executing_log(at.index, chain, number, *waiting.log_index);
        if (!found)
            return tl::unexpected{found.error()};
        log = *found;
    }
    return BlockDecision{Wait{waiting, log, pending.since_s}};
}

BlockDecision wait_for_block(WaitReason reason, const ChainId& chain, uint64_t number)
{
    return Wait{Waiting{reason, chain, number, std::nullopt}, std::nullopt, 0};
}
}  // namespace

Told<BlockDecision> decide_block(const CrossIndex& at, const ChainId& chain, uint64_t number)
{
    const auto head = head_at(at.index, chain, cross_level(at.view));
    if (!head)
        return tl::unexpected{head.error()};
    if (number <= head->id.number)
        return Accept{};
    const auto progress = at.index.progress(chain, at.view);
    const auto final = at.index.head(chain, SafetyLevel::finalized);
    const auto local = at.index.head(chain, local_level(at.view));
    if (!progress)
        return tl::unexpected{trouble_of(progress.error())};
    if (!final || !local)
        return tl::unexpected{trouble_of(final ? local.error() : final.error())};
    const auto verified = *progress ? (*progress)->verified.id.number : head->id.number;
    if (*final && verified < (*final)->seal.id.number)
        return wait_for_block(WaitReason::halted, chain, (*final)->seal.id.number);
    if (!*local || number > (*local)->seal.id.number)
        return wait_for_block(WaitReason::local_level, chain, number);
    const auto* pending = *progress && (*progress)->pending ? &*(*progress)->pending : nullptr;
    if (pending == nullptr || pending->block.id.number != number)
        return wait_for_block(WaitReason::earlier_block, chain, verified + 1);
    return decision_of(at, chain, *pending).map_error(trouble_of);
}

Told<void> check_reliable(const storage::View& view, const NotReadyChains& not_ready,
    const storage::SafetyView::Place& block, const BlockDecision& decision)
{
    auto own = check_ready(view, not_ready, block.chain_id, block.number);
    const auto* replace = std::get_if<Replace>(&decision);
    if (!own || replace == nullptr || replace->log.malformed)
        return own;
    const auto& named = replace->log.message.id.at;
    return check_ready(view, not_ready, named.chain_id, named.block_number);
}

Result<std::optional<DecidedBlock>> pending_block(const CrossIndex& at, const ChainId& chain)
{
    const auto progress = at.index.progress(chain, at.view);
    if (!progress)
        return tl::unexpected{progress.error()};
    if (!*progress || !(*progress)->pending)
        return std::nullopt;
    const auto& pending = *(*progress)->pending;
    auto decision = decision_of(at, chain, pending);
    if (!decision)
        return tl::unexpected{std::move(decision.error())};
    std::optional<DecidedBlock> decided{DecidedBlock{.block = pending.block}};
    decided->decision = *std::move(decision);
    return decided;
}

Result<Replace> replace_for(const CrossIndex& at, const InvalidBlock& invalid)
{
    const ExecutionTime execution{invalid.chain_id, invalid.block.timestamp_s};
    return evidence_of(at, {execution, invalid.fault.reason, invalid.log})
        .map(
            [&](Invalid&& why) {
                return Replace{std::move(why), invalid.log, invalid.since_s};
            });
}

std::string explain(const Waiting& waiting, CrossView view)
{
    const auto chain = to_string(waiting.on);
    const auto level = to_string(cross_level(view));
    const auto awaited = waiting.awaited;
    switch (waiting.reason)
    {
        case WaitReason::local_level:
            return fmt::format("waits for block {} of chain {} to become {}", awaited, chain,
                to_string(local_level(view)));
        case WaitReason::earlier_block:
            return fmt::format(
                "waits for the earlier block {} of chain {} to become {}", awaited, chain, level);
        case WaitReason::initiating_not_seen:
            return fmt::format("waits for chain {} to be seen up to {}", chain, awaited);
        case WaitReason::initiating_not_cross:
            return fmt::format(
                "waits for block {} of chain {} to become {}", awaited, chain, level);
        case WaitReason::before_index:
            return fmt::format(
                "block {} of chain {} is older than the index: what it initiated "
                "cannot be checked here",
                awaited, chain);
        case WaitReason::peer_not_seen:
            return fmt::format(
                "is decided together with chain {}'s block of the same time, and "
                "waits for that chain to be seen up to {}",
                chain, awaited);
        case WaitReason::peer_not_cross:
            return fmt::format(
                "is decided together with chain {}'s block of the same time, and "
                "waits for the earlier block {} there to become {}",
                chain, awaited, level);
        case WaitReason::peer_on_cycle:
            return fmt::format(
                "waits for block {} of chain {}, of the same time, to be replaced: "
                "it is on a cycle",
                awaited, chain);
        case WaitReason::peer_invalid:
            return fmt::format(
                "waits for block {} of chain {}, of the same time, to be replaced: "
                "it is invalid",
                awaited, chain);
        case WaitReason::peer_waits:
            return fmt::format(
                "is decided together with block {} of chain {}, of the same time, "
                "which waits itself",
                awaited, chain);
        case WaitReason::halted:
            return fmt::format(
                "chain {} is halted: what its finalized block {} rests on is gone", chain, awaited);
    }
    return "";
}
}  // namespace interlock::server
