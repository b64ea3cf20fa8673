#include "server/query/super_root.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::server
{
namespace
{
using storage::BlockRecord;
using storage::OriginalBlock;
using storage::View;

tl::unexpected<CannotTell> cannot(
    CannotTell::Cause cause, const ChainId& chain, const std::string& why)
{
    return tl::unexpected{CannotTell{cause, fmt::format("chain {}: {}", to_string(chain), why)}};
}

tl::unexpected<CannotTell> not_ready(const ChainId& chain, const std::string& why)
{
    return cannot(CannotTell::Cause::not_ready, chain, why);
}

/// Passes on what was read, or what the failure means.
template <typename T>
Told<T> told(storage::Result<T> read)
{
    if (!read)
        return tl::unexpected{trouble_of(read.error())};
    return *std::move(read);
}

/// A block that is indexed in the view: the range is whole.
Told<BlockRecord> block_of(const View& view, const ChainId& chain, uint64_t number)
{
    const auto block = view.block(chain, number);
    if (!block)
        return tl::unexpected{trouble_of(block.error())};
    if (!*block)
    {
        return cannot(CannotTell::Cause::storage, chain,
            fmt::format("the index has lost block {}; restore or rebuild it", number));
    }
    return **block;
}

/// The last local-safe block that is not later. Precondition: the first one is not.
Told<BlockRecord> last_until(
    const View& view, const ChainSync& chain, const BlockRecord& first, uint64_t timestamp_s)
{
    auto found = first;
    auto above = chain.local_safe.id.number + 1;
    while (found.seal.id.number + 1 < above)
    {
        const auto middle = found.seal.id.number + (above - found.seal.id.number) / 2;
        auto block = block_of(view, chain.config.id, middle);
        if (!block)
            return block;
        if (block->seal.timestamp_s <= timestamp_s)
            found = *std::move(block);
        else
            above = middle;
    }
    return found;
}

/// Whether a block at `block_s` covers the time: T - block time < block_s <= T.
bool covers(const ChainConfig& chain, uint64_t block_s, uint64_t timestamp_s)
{
    return block_s <= timestamp_s && timestamp_s - block_s < chain.block_time_s;
}

/// The chain's local-safe block at the time; nullopt when it truly has none.
Told<std::optional<BlockRecord>> block_at(
    const View& view, const ChainSync& chain, uint64_t timestamp_s)
{
    const auto& [config, head] = std::tie(chain.config, chain.local_safe);
    if (head.timestamp_s <= timestamp_s && !covers(config, head.timestamp_s, timestamp_s))
    {
        if (!chain.has_all)
        {
            return not_ready(config.id, fmt::format("it is indexed up to local-safe block {} at "
                                                    "{}, its node is further",
                                            head.id.number, head.timestamp_s));
        }
        return std::nullopt;
    }
    const auto first = told(view.first(config.id));
    if (!first)
        return tl::unexpected{first.error()};
    if (!*first || (*first)->seal.timestamp_s > timestamp_s)
    {
        return cannot(CannotTell::Cause::before_index, config.id,
            fmt::format("its index begins at {}", *first ? (*first)->seal.timestamp_s : 0));
    }
    const auto block = last_until(view, chain, **first, timestamp_s);
    if (!block)
        return tl::unexpected{block.error()};
    if (block->seal.id.number <= chain.anchor.number)
    {
        return cannot(CannotTell::Cause::before_index, config.id,
            fmt::format("its block {} at that time is not after block {}, from which on the chain "
                        "is verified here",
                block->seal.id.number, chain.anchor.number));
    }
    if (!covers(config, block->seal.timestamp_s, timestamp_s))
        return std::nullopt;
    if (chain.invalid && block->seal.id.number > chain.invalid->number)
    {
        return not_ready(config.id,
            fmt::format("its block {} is invalid, and has to be replaced", chain.invalid->number));
    }
    return *block;
}

/// What a block commits to.
struct Roots
{
    BlockSeal seal;
    Hash32 state_root;
    std::optional<Hash32> withdrawals_root;
};

Told<OutputV0> output_of(const ChainId& chain, const Roots& block)
{
    if (!has_message_passer_root(block.withdrawals_root))
    {
        return cannot(CannotTell::Cause::no_source, chain,
            fmt::format("the header of block {} has no storage root of the message passer, and no "
                        "node has proven it (eth_getProof)",
                block.seal.id.number));
    }
    return OutputV0{block.state_root, *block.withdrawals_root, block.seal.id.hash};
}

Told<BlockId> exact_l1(const View& view, const ChainSync& chain, uint64_t number)
{
    const auto& id = chain.config.id;
    if (!chain.confirms_l1)
    {
        return cannot(CannotTell::Cause::no_source, id,
            "the node that tells its local-safe block does not tell its safe heads: configure "
            "consensus nodes that keep them (op-node: --safedb.path)");
    }
    const auto l1 = told(view.exact_l1(id, number));
    if (!l1)
        return tl::unexpected{l1.error()};
    if (!*l1)
    {
        return not_ready(id, fmt::format("it is not known by which L1 block its block {} was "
                                         "derived: its node's safe heads begin later, or are not "
                                         "read so far yet",
                                 number));
    }
    return **l1;
}

/// A chain's block at the time, and what it was before.
struct AtTime
{
    Roots block;
    BlockId l1;
    OptimisticOutput optimistic;
};

/// The block that this one replaced; nullopt when it replaced none.
Told<std::optional<OriginalBlock>> replaced_by(
    const View& view, const ChainId& chain, const BlockSeal& block, const BlockId& l1)
{
    const auto original = told(view.original(chain, block.id.number));
    if (!original)
        return original;
    const bool is_other = *original && (*original)->seal.id != block.id &&
                          (*original)->seal.parent_hash == block.parent_hash;
    if (!is_other)
    {
        const auto late = told(view.is_late(chain, block.id.number));
        if (!late)
            return tl::unexpected{late.error()};
        if (!*late)
            return std::nullopt;
        return not_ready(chain,
            fmt::format("its block {} has nothing but deposits and came here when it was "
                        "local-safe already: it is not known whether it replaced another one",
                block.id.number));
    }
    const auto& known = (*original)->derived_from;
    if (known == l1)
        return original;
    return not_ready(
        chain, fmt::format("before its block {} there was an invalid one, of which it is {}",
                   block.id.number,
                   known ? "only known that another L1 block derived it: L1 was reorged"
                         : "not known whether it was ever derived"));
}

Told<AtTime> look_at(const View& view, const ChainSync& chain, const BlockRecord& block)
{
    const auto& id = chain.config.id;
    const auto l1 = exact_l1(view, chain, block.seal.id.number);
    if (!l1)
        return tl::unexpected{l1.error()};
    AtTime out{.block = {block.seal, block.state_root, block.withdrawals_root},
        .l1 = *l1,
        .optimistic = {}};
    const auto original = replaced_by(view, id, block.seal, *l1);
    if (!original)
        return tl::unexpected{original.error()};
    const auto first =
        *original ? Roots{(*original)->seal, (*original)->state_root, (*original)->withdrawals_root}
                  : out.block;
    return output_of(id, first).map(
        [&](const OutputV0& output)
        {
            // What was replaced was derived by the same L1 block.
            out.optimistic = {.chain_id = id,
                .block = first.seal,
                .output = output,
                .output_root = output_root(output),
                .required_l1 = *l1};
            return std::move(out);
        });
}

bool is_active_anywhere(const DependencySet& set, uint64_t timestamp_s)
{
    return std::any_of(set.chains().begin(), set.chains().end(),
        [&](const ChainConfig& chain) { return is_active(chain, timestamp_s); });
}

/// Precondition: every chain has a block at the time, at least one.
Told<VerifiedSuper> super_of(const std::vector<AtTime>& chains, uint64_t timestamp_s)
{
    VerifiedSuper out{.super = {.timestamp_s = timestamp_s, .chains = {}},
        .super_root = {},
        .required_l1 = chains.front().l1};
    for (const auto& chain : chains)
    {
        const auto& id = chain.optimistic.chain_id;
        const auto output = output_of(id, chain.block);
        if (!output)
            return tl::unexpected{output.error()};
        out.super.chains.push_back({id, output_root(*output)});
        if (chain.l1.number > out.required_l1.number)
            out.required_l1 = chain.l1;
    }
    out.super_root = super_root(out.super);
    return out;
}
}  // namespace

Told<SuperRootAt> super_root_at(const View& view, const DependencySet& set,
    const Circumstances& circumstances, uint64_t timestamp_s)
{
    auto sync = sync_state(view, set, circumstances);
    if (!sync)
        return tl::unexpected{std::move(sync.error())};
    SuperRootAt out{.timestamp_s = timestamp_s,
        .sync = *std::move(sync),
        .optimistic = {},
        .data = std::nullopt};
    std::vector<AtTime> found;
    L1Agreement agreement;
    bool is_verified = true;
    for (const auto& chain : out.sync.chains)
    {
        const auto block = block_at(view, chain, timestamp_s);
        if (!block)
            return tl::unexpected{block.error()};
        if (!*block)
            continue;
        auto one = look_at(view, chain, **block);
        if (!one)
            return tl::unexpected{std::move(one.error())};
        for (const auto& l1 : {chain.current_l1, one->l1})
        {
            if (auto same = agreement.see(chain.config.id, l1); !same)
                return tl::unexpected{std::move(same.error())};
        }
        is_verified = is_verified && (*block)->seal.id.number <= chain.safe.id.number;
        out.optimistic.push_back(one->optimistic);
        found.push_back(*std::move(one));
    }
    const bool is_whole = found.size() == out.sync.chains.size();
    if (is_whole && (is_verified || !is_active_anywhere(set, timestamp_s)))
    {
        auto data = super_of(found, timestamp_s);
        if (!data)
            return tl::unexpected{std::move(data.error())};
        out.data = *std::move(data);
    }
    return out;
}
}  // namespace interlock::server
