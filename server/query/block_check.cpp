#include "server/query/block_check.hpp"

namespace interlock::server
{
namespace
{
using storage::Result;
using storage::View;

Result<std::optional<BlockSeal>> block_if(
    const View& view, const ChainId& chain, uint64_t number, const Hash32& hash)
{
    return view.block(chain, number)
        .map(
            [&](const std::optional<storage::BlockRecord>& block) {
                return block && block->seal.id.hash == hash ? std::optional{block->seal}
                                                            : std::nullopt;
            });
}

/// The numbers at which the block may well be: without a look at any other block.
Result<std::vector<uint64_t>> likely_numbers(
    const View& view, const ChainId& chain, const Hash32& hash)
{
    std::vector<uint64_t> out;
    for (const auto cross_view : kCrossViews)
    {
        const auto verdict = view.verdict_on(hash, cross_view);
        const auto progress = view.progress(chain, cross_view);
        if (!verdict || !progress)
            return tl::unexpected{verdict ? progress.error() : verdict.error()};
        if (*verdict && (*verdict)->chain_id == chain)
            out.push_back((*verdict)->block.id.number);
        if (*progress && (*progress)->pending)
            out.push_back((*progress)->pending->block.id.number);
    }
    for (const auto level : kSafetyLevels)
    {
        const auto head = view.head(chain, level);
        if (!head)
            return tl::unexpected{head.error()};
        if (*head)
            out.push_back((*head)->seal.id.number);
    }
    return out;
}

Result<std::optional<BlockSeal>> scan_back(
    const View& view, const ChainId& chain, SafetyLevel from, const Hash32& hash, uint64_t scan)
{
    const auto head = view.head(chain, from);
    if (!head)
        return tl::unexpected{head.error()};
    if (!*head)
        return std::nullopt;
    auto block = (*head)->seal;
    for (uint64_t i = 0; i < scan; ++i)
    {
        if (block.id.hash == hash)
            return block;
        if (block.id.number == 0)
            return std::nullopt;
        const auto before = view.block(chain, block.id.number - 1);
        if (!before)
            return tl::unexpected{before.error()};
        if (!*before)
            return std::nullopt;
        block = (*before)->seal;
    }
    return std::nullopt;
}

Result<std::optional<BlockSeal>> find_likely(
    const CrossIndex& at, const ChainId& chain, const Hash32& hash)
{
    const auto numbers = likely_numbers(at.index, chain, hash);
    if (!numbers)
        return tl::unexpected{numbers.error()};
    for (const auto number : *numbers)
    {
        auto block = block_if(at.index, chain, number, hash);
        if (!block || *block)
            return block;
    }
    return std::nullopt;
}

Result<std::optional<BlockSeal>> find_by_scan(
    const CrossIndex& at, const ChainId& chain, const Hash32& hash, uint64_t scan)
{
    auto block = scan_back(at.index, chain, SafetyLevel::unsafe, hash, scan);
    if (!block || *block || at.view == CrossView::unsafe)
        return block;
    return scan_back(at.index, chain, local_level(at.view), hash, scan);
}

Result<std::optional<BlockId>> successor_of(const View& view, const storage::VerdictChange& last)
{
    const auto number = last.block.id.number;
    const auto there = view.block(last.chain_id, number);
    if (!there)
        return tl::unexpected{there.error()};
    if (*there)
        return (*there)->seal.id;
    const auto* recorded = std::get_if<storage::ReplacedBy>(&last.change);
    return recorded == nullptr ? std::nullopt : std::optional{BlockId{number, recorded->hash}};
}

/// A block that the chain no longer has. What was withdrawn before it went says nothing any more.
Result<std::optional<BlockCheck>> check_replaced(
    const CrossIndex& at, const ChainId& chain, const Hash32& hash)
{
    const auto last = at.index.verdict_on(hash, at.view);
    const auto found = at.index.found_invalid(hash, at.view);
    if (!last || !found)
        return tl::unexpected{last ? found.error() : last.error()};
    if (!*last || !*found || (*last)->chain_id != chain ||
        std::holds_alternative<storage::Withdrawn>((*last)->change))
        return std::nullopt;
    const auto& [fault, log] = std::get<storage::FoundInvalid>((*found)->change);
    const auto& block = (*found)->block;
    auto replace = replace_for(at, {chain, block, fault, log, (*found)->at_s});
    const auto successor = successor_of(at.index, **last);
    if (!replace || !successor)
        return tl::unexpected{replace ? successor.error() : replace.error()};
    return BlockCheck{.block = block,
        .decision = *std::move(replace),
        .canonical = false,
        .replaced_by = *successor};
}

Told<std::optional<BlockCheck>> check_canonical(
    const CrossIndex& at, const ChainId& chain, const BlockSeal& block)
{
    auto decision = decide_block(at, chain, block.id.number);
    if (!decision)
        return tl::unexpected{std::move(decision.error())};
    std::optional<BlockCheck> check{BlockCheck{.block = block}};
    check->decision = *std::move(decision);
    return check;
}
}  // namespace

Told<std::optional<BlockCheck>> check_block(
    const CrossIndex& at, const ChainId& chain, uint64_t number)
{
    const auto block = at.index.block(chain, number);
    if (!block)
        return tl::unexpected{trouble_of(block.error())};
    if (!*block)
        return std::nullopt;
    return check_canonical(at, chain, (*block)->seal);
}

Told<std::optional<BlockCheck>> check_block(
    const CrossIndex& at, const ChainId& chain, const Hash32& hash, uint64_t scan)
{
    const auto likely = find_likely(at, chain, hash);
    if (!likely)
        return tl::unexpected{trouble_of(likely.error())};
    if (*likely)
        return check_canonical(at, chain, **likely);
    auto replaced = check_replaced(at, chain, hash);
    if (!replaced || *replaced)
        return std::move(replaced).map_error(trouble_of);
    const auto found = find_by_scan(at, chain, hash, scan);
    if (!found)
        return tl::unexpected{trouble_of(found.error())};
    return *found ? check_canonical(at, chain, **found) : std::nullopt;
}
}  // namespace interlock::server
