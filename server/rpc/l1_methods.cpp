// Which L1 blocks chains are derived from, as far as their consensus nodes have told.
#include <fmt/format.h>

#include "server/rpc/method.hpp"
#include "server/safety/required_l1.hpp"

namespace interlock::server::rpc
{
namespace
{
tl::unexpected<RpcError> l1_not_told(const ChainId& chain, uint64_t number)
{
    return fail(Code::uninitialized,
        fmt::format("uninitialized chain database: no consensus node has told by which L1 block "
                    "block {} of chain {} is derived; it must be followed with "
                    "chains.{}.consensus set",
            number, to_string(chain), to_string(chain)));
}

Called<BlockId> local_source(const storage::View& view, const ChainId& chain, uint64_t number)
{
    const auto source = told(view.derived_from(chain, number));
    if (!source)
        return tl::unexpected{source.error()};
    if (!*source)
        return l1_not_told(chain, number);
    return **source;
}

/// The L1 block by which the block and all that it rests on are derived.
Called<BlockId> cross_source(const storage::View& view, const ChainId& chain, uint64_t number)
{
    const auto needed = told(required_l1(view, chain, number));
    if (!needed)
        return tl::unexpected{needed.error()};
    const auto* known = *needed ? std::get_if<BlockId>(&**needed) : nullptr;
    if (known == nullptr)
        return l1_not_told(chain, number);
    return *known;
}

using Source = Called<BlockId> (*)(const storage::View&, const ChainId&, uint64_t);

Answered derived_head(
    const MethodContext& context, const Arguments& arguments, SafetyLevel level, Source source_of)
{
    const auto open = open_head(context, arguments, level);
    if (!open)
        return tl::unexpected{open.error()};
    const auto& head = open->block.id;
    return source_of(*open->view, open->chain, head.number)
        .map([&](const BlockId& source) { return derived_pair_json(source, head); });
}

/// The newest block in [first, last] that is derived by an L1 block of at most that number; nullopt
/// when there is none. L1 blocks only rise with the blocks.
Called<std::optional<BlockId>> newest_derived(
    const storage::View& view, const ChainId& chain, uint64_t l1_number)
{
    const auto first = told(view.first(chain));
    const auto head = told(view.head(chain, SafetyLevel::local_safe));
    if (!first || !head)
        return tl::unexpected{first ? head.error() : first.error()};
    if (!*first || !*head)
        return std::nullopt;
    uint64_t low = (*first)->seal.id.number;      // All below are derived by then.
    uint64_t high = (*head)->seal.id.number + 1;  // None from here on is.
    std::optional<BlockId> at_low;
    while (low < high)
    {
        const uint64_t middle = low + (high - low) / 2;
        const auto source = local_source(view, chain, middle);
        if (!source)
            return tl::unexpected{source.error()};
        if (source->number > l1_number)
        {
            high = middle;
            continue;
        }
        at_low = *source;
        low = middle + 1;
    }
    if (!at_low)
        return std::nullopt;
    const auto block = told(view.block(chain, low - 1));
    if (!block)
        return tl::unexpected{block.error()};
    return *block ? std::optional{(*block)->seal.id} : std::nullopt;
}

/// Refuses an L1 block that is not on the L1 chain which the block was derived from.
Called<void> check_l1(
    const storage::View& view, const ChainId& chain, uint64_t number, const BlockId& l1)
{
    const auto source = local_source(view, chain, number);
    if (!source)
        return tl::unexpected{source.error()};
    if (source->number == l1.number && source->hash != l1.hash)
        return fail(Code::conflict, fmt::format("conflicting data: L1 block {} is {} here, not {}",
                                        l1.number, to_hex(source->hash), to_hex(l1.hash)));
    return {};
}
}  // namespace

Answered local_safe(const MethodContext& context, const Arguments& arguments)
{
    return derived_head(context, arguments, SafetyLevel::local_safe, &local_source);
}

Answered cross_safe(const MethodContext& context, const Arguments& arguments)
{
    return derived_head(context, arguments, SafetyLevel::safe, &cross_source);
}

Answered finalized_l1(const MethodContext& context, const Arguments&)
{
    // What every node calls final is final, whichever of them is behind.
    std::optional<BlockSeal> lowest;
    for (const auto& chain : context.api.set.chains())
    {
        const auto told = context.api.board.status(chain.id).finalized_l1;
        if (!told)
            return fail(Code::uninitialized,
                fmt::format("uninitialized chain database: no consensus node of chain {} has told "
                            "the finalized L1 block; chains.{}.consensus must be set",
                    to_string(chain.id), to_string(chain.id)));
        if (!lowest || told->id.number < lowest->id.number)
            lowest = *told;
    }
    return block_ref_json(lowest.value_or(BlockSeal{}));
}

Answered cross_derived_to_source(const MethodContext& context, const Arguments& arguments)
{
    const auto chain = known_chain_at(context, arguments, 0);
    if (!chain)
        return tl::unexpected{chain.error()};
    const auto derived = block_id_at(arguments, 1);
    if (!derived)
        return tl::unexpected{derived.error()};
    const auto view = open_view(context);
    if (!view)
        return tl::unexpected{view.error()};
    const auto block = told((*view)->block(*chain, derived->number));
    const auto head = head_at(**view, *chain, SafetyLevel::safe);
    if (!block)
        return tl::unexpected{block.error()};
    if (!head)
        return tl::unexpected{error_of(head.error())};
    if (!*block || derived->number > head->id.number)
        return fail(Code::future,
            fmt::format("future data: block {} of chain {} is not cross-safe; the newest that is, "
                        "is block {}",
                derived->number, to_string(*chain), head->id.number));
    if ((*block)->seal.id != *derived)
        return fail(Code::conflict,
            fmt::format("conflicting data: block {} of chain {} is {}", derived->number,
                to_string(*chain), to_hex((*block)->seal.id.hash)));
    const auto source = cross_source(**view, *chain, derived->number);
    if (!source)
        return tl::unexpected{source.error()};
    // Of an L1 block only number and hash are known.
    return block_ref_json({.id = *source});
}

Answered all_safe_derived_at(const MethodContext& context, const Arguments& arguments)
{
    const auto l1 = block_id_at(arguments, 0);
    if (!l1)
        return tl::unexpected{l1.error()};
    const auto view = open_view(context);
    if (!view)
        return tl::unexpected{view.error()};
    Json out = Json::object();
    for (const auto& chain : context.api.set.chains())
    {
        const auto newest = newest_derived(**view, chain.id, l1->number);
        if (!newest)
            return tl::unexpected{newest.error()};
        if (!*newest)
            return fail(Code::skipped,
                fmt::format("skipped data: no block of chain {} is known to be derived by L1 "
                            "block {}",
                    to_string(chain.id), l1->number));
        if (const auto ok = check_l1(**view, chain.id, (*newest)->number, *l1); !ok)
            return tl::unexpected{ok.error()};
        out[to_string(chain.id)] = block_id_json(**newest);
    }
    return out;
}
}  // namespace interlock::server::rpc
