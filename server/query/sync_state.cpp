#include "server/query/sync_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::server
{
namespace
{
using storage::View;

tl::unexpected<CannotTell> cannot(CannotTell::Cause cause, std::string explanation)
{
    return tl::unexpected{CannotTell{cause, std::move(explanation)}};
}

tl::unexpected<CannotTell> not_ready(const ChainId& chain, const std::string& why)
{
    return cannot(CannotTell::Cause::not_ready, fmt::format("chain {}: {}", to_string(chain), why));
}

Told<void> check_circumstances(const DependencySet& set, const Circumstances& circumstances)
{
    for (const auto& chain : set.chains())
    {
        const auto found = circumstances.not_ready.find(chain.id);
        if (found != circumstances.not_ready.end())
            return cannot(CannotTell::Cause::not_ready, found->second.why);
    }
    if (!circumstances.failsafes.empty())
        return tl::unexpected{refused(circumstances.failsafes.front())};
    return {};
}

Told<void> read_heads(const View& view, ChainSync& out)
{
    const auto read = [&](SafetyLevel level, BlockSeal& head) {
        return head_at(view, out.config.id, level)
            .map([&](const BlockSeal& found) { head = found; });
    };
    return read(SafetyLevel::unsafe, out.unsafe)
        .and_then([&] { return read(SafetyLevel::local_safe, out.local_safe); })
        .and_then([&] { return read(SafetyLevel::safe, out.safe); })
        .and_then([&] { return read(SafetyLevel::finalized, out.finalized); });
}

/// Where promotion began, how far it has come, and what stops it.
Told<void> read_progress(const View& view, ChainSync& out)
{
    const auto& chain = out.config.id;
    const auto anchor = view.anchor(chain);
    const auto progress = view.progress(chain, CrossView::safe);
    if (!anchor || !progress)
        return tl::unexpected{trouble_of(anchor ? progress.error() : anchor.error())};
    if (!*anchor || !*progress)
        return not_ready(chain, "it is not indexed up to the block from which on it is verified");
    out.anchor = **anchor;
    if ((*progress)->verified.id.number < out.finalized.id.number)
    {
        return not_ready(chain, fmt::format("final is block {}, but what it rests on beyond block "
                                            "{} is gone: wait until those blocks are back",
                                    out.finalized.id.number, (*progress)->verified.id.number));
    }
    const auto& pending = (*progress)->pending;
    if (pending && std::holds_alternative<Fault>(pending->obstacle))
        out.invalid = pending->block.id;
    return {};
}

/// Whether the index has come to the claimed local-safe block, and so promotion.
Told<bool> has_taken(const View& view, const ChainSync& chain, const BlockId& claim)
{
    const auto& id = chain.config.id;
    const auto block = view.block(id, claim.number);
    const auto first = view.first(id);
    if (!block || !first)
        return tl::unexpected{trouble_of(block ? first.error() : block.error())};
    if (!*block)
        return *first && claim.number < (*first)->seal.id.number;  // Long since.
    if ((*block)->seal.id != claim)
    {
        return not_ready(id, fmt::format("its node calls another block {} local-safe than the one "
                                         "that is indexed: it is being reorged",
                                 claim.number));
    }
    return claim.number <= chain.local_safe.id.number;
}

/// The exact L1 block of a block, for current_l1.
Told<BlockId> exact_l1(const View& view, const ChainSync& chain, uint64_t number)
{
    const auto& id = chain.config.id;
    const auto l1 = view.exact_l1(id, number);
    if (!l1)
        return tl::unexpected{trouble_of(l1.error())};
    if (*l1 && chain.confirms_l1)
        return **l1;
    return not_ready(
        id, fmt::format("it is not known by which L1 block its block {} was derived", number));
}

Told<void> read_l1(const View& view, ChainSync& out)
{
    const auto& chain = out.config.id;
    const auto claim = view.claim(chain, storage::ClaimedLevel::local_safe);
    const auto l1 = view.claimed_l1(chain);
    if (!claim || !l1)
        return tl::unexpected{trouble_of(claim ? l1.error() : claim.error())};
    if (!*claim)
        return not_ready(chain, "none of its nodes has told its local-safe block yet");
    if (!*l1)
    {
        return cannot(CannotTell::Cause::no_source,
            fmt::format("chain {}: no node tells the L1 block that it processes: configure a "
                        "consensus endpoint (chains.{}.consensus) of a node that keeps its safe "
                        "heads (op-node: --safedb.path)",
                to_string(chain), to_string(chain)));
    }
    out.confirms_l1 = (*l1)->confirms_safe_heads;
    const auto taken = has_taken(view, out, **claim);
    if (!taken)
        return tl::unexpected{taken.error()};
    out.has_all = *taken;
    out.current_l1 = (*l1)->current;
    const auto lower_to = [&](uint64_t number)
    {
        return exact_l1(view, out, number)
            .map(
                [&](const BlockId& exact)
                {
                    if (exact.number <= out.current_l1.number)
                        out.current_l1 = exact;
                });
    };
    // Blocks that were derived before the one by which the local-safe head was are all here.
    Told<void> done;
    if (!out.has_all)
        done = lower_to(out.local_safe.id.number);
    // The chain is derived anew from an invalid block on.
    if (done && out.invalid)
        done = lower_to(out.invalid->number);
    return done;
}

Told<ChainSync> read_chain(const View& view, const ChainConfig& config)
{
    ChainSync out;
    out.config = config;
    return read_heads(view, out)
        .and_then([&] { return read_progress(view, out); })
        .and_then([&] { return read_l1(view, out); })
        .map([&] { return std::move(out); });
}

uint64_t earliest(const std::vector<ChainSync>& chains, BlockSeal ChainSync::*head)
{
    uint64_t out = UINT64_MAX;
    for (const auto& chain : chains)
        out = std::min(out, (chain.*head).timestamp_s);
    return out;
}
}  // namespace

Told<void> L1Agreement::see(const ChainId& chain, const BlockId& l1)
{
    const auto [seen, is_new] = seen_.emplace(l1.number, Seen{chain, l1.hash});
    if (is_new || seen->second.hash == l1.hash)
        return {};
    return cannot(CannotTell::Cause::not_ready,
        fmt::format("the nodes of chains {} and {} have different L1 blocks {}: L1 is being "
                    "reorged, or they follow different L1 chains",
            to_string(seen->second.chain_id), to_string(chain), l1.number));
}

Told<SyncState> sync_state(
    const View& view, const DependencySet& set, const Circumstances& circumstances)
{
    if (auto fine = check_circumstances(set, circumstances); !fine)
        return tl::unexpected{std::move(fine.error())};
    SyncState out;
    L1Agreement agreement;
    for (const auto& config : set.chains())
    {
        auto chain = read_chain(view, config);
        if (!chain)
            return tl::unexpected{std::move(chain.error())};
        if (auto same = agreement.see(config.id, chain->current_l1); !same)
            return tl::unexpected{std::move(same.error())};
        if (out.chains.empty() || chain->current_l1.number < out.current_l1.number)
            out.current_l1 = chain->current_l1;
        out.chains.push_back(*std::move(chain));
    }
    out.safe_timestamp_s = earliest(out.chains, &ChainSync::safe);
    out.local_safe_timestamp_s = earliest(out.chains, &ChainSync::local_safe);
    out.finalized_timestamp_s = earliest(out.chains, &ChainSync::finalized);
    return out;
}
}  // namespace interlock::server
