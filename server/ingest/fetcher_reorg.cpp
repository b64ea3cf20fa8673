// The part of the fetcher that gives up blocks: telling a reorg from a node that lags, and swapping
// branches.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/ingest/branch.hpp"
#include "server/ingest/describe.hpp"
#include "server/ingest/fetcher.hpp"
#include "server/log/event.hpp"

namespace interlock::server
{
namespace
{
/// The longest branch that is swapped in one step; a longer one goes on by appending.
constexpr uint64_t kMaxBranchBlocks = 2'048;
/// A node behind a load balancer may lag; only a head that stays behind means a shorter chain.
constexpr uint32_t kShorterPollsBeforeRewind = 3;
/// More is worth a warning, and has an alert: InterlockDeepReorg.
constexpr uint64_t kDeepReorg = 50;
}  // namespace

Fetcher::Outcome<Fetcher::Progress> Fetcher::settle(const BlockSeal& node_head)
{
    if (node_head.id == tip_->id)
    {
        shorter_polls_ = 0;
        return Progress::idle;
    }
    const auto standing = standing_of(node_head);
    if (!standing)
        return tl::unexpected{standing.error()};
    if (*standing == Standing::below_safe)
    {
        return tl::unexpected{
            Trouble{.message = fmt::format(
                        "{} is at block {}, behind what is safe or final here; it may be syncing",
                        source().name(), node_head.id.number)}};
    }
    if (*standing == Standing::forked)
        return reconcile(node_head);

    // Believed only when every node has said so for a while.
    if (++shorter_polls_ >= kShorterPollsBeforeRewind * nodes_.execution.size())
        return reconcile(node_head);
    if (shorter_polls_ % kShorterPollsBeforeRewind != 0)
        return Progress::idle;
    return tl::unexpected{
        Trouble{.message = fmt::format("{} is at block {}, behind the index at {}", source().name(),
                    node_head.id.number, tip_->id.number)}};
}

Fetcher::Outcome<Fetcher::Standing> Fetcher::standing_of(const BlockSeal& node_head)
{
    const auto view = services_.views.open_view();
    if (!view)
        return tl::unexpected{trouble_of(view.error())};
    const auto indexed = (*view)->block(chain_.id, node_head.id.number);
    const auto finalized = (*view)->head(chain_.id, SafetyLevel::finalized);
    const auto safe = (*view)->head(chain_.id, SafetyLevel::local_safe);
    for (const auto* read : {&indexed, &finalized, &safe})
    {
        if (!*read)
            return tl::unexpected{trouble_of(read->error())};
    }
    const auto is_below = [&](const std::optional<storage::BlockRecord>& head)
    { return head && node_head.id.number < head->seal.id.number; };
    if (!*indexed || is_below(*finalized))
        return Standing::below_safe;
    if ((*indexed)->seal.id != node_head.id)
        return Standing::forked;  // Also below local-safe: a reorg of L1 takes that back.
    return is_below(*safe) ? Standing::below_safe : Standing::same_branch;
}

Fetcher::Outcome<Fetcher::Floor> Fetcher::find_floor()
{
    const auto view = services_.views.open_view();
    if (!view)
        return tl::unexpected{trouble_of(view.error())};
    const auto finalized = (*view)->head(chain_.id, SafetyLevel::finalized);
    const auto first = (*view)->first(chain_.id);
    if (!finalized || !first)
        return tl::unexpected{trouble_of(finalized ? first.error() : finalized.error())};
    if (*finalized)
        return Floor{(*finalized)->seal, true};
    return Floor{(*first)->seal, false};
}

Fetcher::Outcome<Fetcher::Progress> Fetcher::reconcile(const BlockSeal& node_head)
{
    const auto floor = find_floor();
    if (!floor)
        return tl::unexpected{floor.error()};
    const auto low = floor->block.id.number;
    const auto high = std::min(node_head.id.number, tip_->id.number);
    if (high < low)
    {
        stall_ = fmt::format("{} is at block {}, below what is final here", source().name(), high);
        return Progress::idle;
    }

    const auto ancestor = find_common_ancestor(source(), services_.views, chain_.id, low, high);
    if (!ancestor)
    {
        const auto* error = std::get_if<chain::Error>(&ancestor.error());
        if (error != nullptr && error->kind == chain::ErrorKind::not_found)
        {
            // The chain moves while it is read; the next poll sees where to.
            stall_ = error->message;
            return Progress::idle;
        }
        return tl::unexpected{
            std::visit([](const auto& known) { return trouble_of(known); }, ancestor.error())};
    }
    if (!*ancestor)
    {
        return tl::unexpected{Trouble{ChainState::halted,
            fmt::format(
                "{} of the index is {} but is not on the chain of {}; if the node is right, "
                "the index is of another chain: start with an empty data_dir",
                describe(floor->block), floor->is_finalized ? "finalized" : "the first block",
                source().name())}};
    }
    if (auto done = replace_branch(**ancestor, node_head); !done)
        return tl::unexpected{done.error()};
    const bool has_more = stall_.empty() && tip_->id.number < node_head.id.number;
    return has_more ? Progress::more : Progress::idle;
}

Fetcher::Outcome<void> Fetcher::replace_branch(
    const BlockSeal& ancestor, const BlockSeal& node_head)
{
    std::vector<BlockDigest> branch;
    size_t logs = 0;
    const auto last = std::min(node_head.id.number, ancestor.id.number + kMaxBranchBlocks);
    source().expect_up_to(last);
    while (ancestor.id.number + branch.size() < last && logs < options_.max_branch_logs)
    {
        const auto first = ancestor.id.number + branch.size() + 1;
        auto blocks = fetch(first, std::min(last, first + options_.batch_blocks - 1));
        if (!blocks)
            return tl::unexpected{blocks.error()};
        if (blocks->empty())
            break;
        const auto below = branch.empty() ? ancestor : branch.back().seal;
        if (blocks->front().seal.parent_hash != below.id.hash)
        {
            stall_ = fmt::format(
                "{}: block {} does not follow {}, although the node has both; its "
                "chain moves, or it stands for nodes that disagree",
                source().name(), first, describe(below));
            return {};
        }
        if (auto spaced = check_spacing(below, blocks->front().seal); !spaced)
            return spaced;
        for (auto& block : *blocks)
        {
            logs += block.log_hashes.size();
            branch.push_back(std::move(block));
        }
    }
    if (branch.empty() && node_head.id.number > ancestor.id.number)
        return {};  // `stall_` says why.

    const auto old_tip = *tip_;
    const auto new_tip = branch.empty() ? ancestor : branch.back().seal;
    if (new_tip.id == old_tip.id)
    {
        stall_ = fmt::format(
            "{} told of another branch than it gives; it moves, or stands for "
            "nodes that disagree",
            source().name());
        return {};
    }
    if (!branch.empty())
    {
        const auto agreed = is_agreed(new_tip.id);
        if (!agreed || !*agreed)
            return agreed.map([](bool) {});
    }
    if (auto done = submit(ReplaceBranch{chain_.id, ancestor.id.number, std::move(branch)}); !done)
        return done;
    tip_ = new_tip;
    shorter_polls_ = 0;
    far_head_.reset();
    stall_.clear();
    const auto depth = old_tip.id.number - ancestor.id.number;
    services_.board.update(chain_.id,
        [&](ChainStatus& s)
        {
            ++s.reorgs;
            s.reorg_depths.count(depth);
        });
    log_event(depth > kDeepReorg ? spdlog::level::warn : spdlog::level::info,
        LogEvent{"reorg"}.chain(chain_.id).block(new_tip.id).with("depth", depth),
        fmt::format("{}: reorg of {} blocks above {}: {} gave way to {}", name_, depth,
            describe(ancestor), describe(old_tip), describe(new_tip)));
    return {};
}
}  // namespace interlock::server
