// The part of a step that exact L1 blocks and replaced blocks are about.
#include "storage/codes.hpp"
#include "storage/sqlite_step.hpp"

namespace interlock::storage
{
namespace
{
/// A block in two columns; NULLs without one.
struct IdColumns
{
    std::optional<uint64_t> number;
    std::optional<Hash32> hash;
};

IdColumns columns_of(const std::optional<BlockId>& block)
{
    if (!block)
        return {};
    return {block->number, block->hash};
}
}  // namespace

Result<void> SqliteStep::put_claimed_l1(const ChainId& chain, const std::optional<ClaimedL1>& l1)
{
    const auto ix = known_ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    const auto current = columns_of(l1 ? std::optional{l1->current} : std::nullopt);
    const bool confirms = l1 && l1->confirms_safe_heads;
    return writing_.put_claimed_l1.run(*ix, code_of(kClaimCodes, ClaimedLevel::local_safe),
        current.number, current.hash, confirms);
}

Result<void> SqliteStep::put_safe_head(const ChainId& chain, const SafeHead& safe_head)
{
    const auto key = known_key(chain, safe_head.number);
    if (!key)
        return tl::unexpected(key.error());
    return writing_.put_safe_head.run(
        *key, safe_head.l1.number, safe_head.l1.hash, safe_head.is_exact);
}

Result<void> SqliteStep::trim_safe_heads(const ChainId& chain, uint64_t above)
{
    auto covering = writing_.readers.safety.safe_head_from(chain, above);
    if (!covering)
        return tl::unexpected(covering.error());
    if (auto done = drop_safe_heads(chain, above); !done)
        return done;
    if (!*covering || (*covering)->number == above)
        return {};
    (*covering)->number = above;
    return put_safe_head(chain, **covering);
}

Result<void> SqliteStep::drop_safe_heads(const ChainId& chain, std::optional<uint64_t> above)
{
    if (above)
        return drop_above(writing_.drop_safe_heads, chain, *above);
    const auto ix = known_ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    const auto keys = keys_of(*ix);
    return writing_.drop_safe_heads.run(keys.first - 1, keys.last);
}

Result<void> SqliteStep::put_original(const ChainId& chain, const OriginalBlock& block)
{
    const auto key = known_key(chain, block.seal.id.number);
    const auto before = original(chain, block.seal.id.number);
    if (!key || !before)
        return tl::unexpected(key ? before.error() : key.error());
    auto l1 = block.derived_from;
    if (!l1 && *before && (*before)->seal.id == block.seal.id)
        l1 = (*before)->derived_from;
    const auto columns = columns_of(l1);
    const auto& [id, parent_hash, timestamp_s] = block.seal;
    return writing_.put_original.run(*key, id.hash, parent_hash, timestamp_s, block.state_root,
        block.withdrawals_root, columns.number, columns.hash);
}

Result<void> SqliteStep::put_original_l1(
    const ChainId& chain, const BlockId& block, const BlockId& l1)
{
    const auto key = known_key(chain, block.number);
    if (!key)
        return tl::unexpected(key.error());
    return writing_.put_original_l1.run(*key, block.hash, l1.number, l1.hash);
}

Result<void> SqliteStep::drop_original(const ChainId& chain, uint64_t number)
{
    const auto key = known_key(chain, number);
    if (!key)
        return tl::unexpected(key.error());
    return writing_.drop_originals.run(*key - 1, *key);
}

Result<void> SqliteStep::put_late(const ChainId& chain, uint64_t number)
{
    const auto key = known_key(chain, number);
    if (!key)
        return tl::unexpected(key.error());
    return writing_.put_late.run(*key);
}

Result<void> SqliteStep::drop_late(const ChainId& chain, uint64_t above, uint64_t up_to)
{
    const auto first = known_key(chain, above);
    const auto last = known_key(chain, up_to);
    if (!first || !last)
        return tl::unexpected(first ? last.error() : first.error());
    return writing_.drop_late.run(*first, *last);
}
}  // namespace interlock::storage
