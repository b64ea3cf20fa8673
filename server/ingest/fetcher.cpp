#include "server/ingest/fetcher.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/ingest/branch.hpp"

namespace interlock::server
{
namespace
{
/// The longest branch that is swapped in one step; a longer one goes on by appending.
constexpr uint64_t kMaxBranchBlocks = 2'048;
/// A node behind a load balancer may lag; only a head that stays behind means a shorter chain.
constexpr uint32_t kShorterPollsBeforeRewind = 3;

std::string short_hash(const Hash32& hash)
{
    return to_hex(hash).substr(0, 12) + "…";
}

std::string describe(const BlockSeal& block)
{
    return fmt::format("block {} ({})", block.id.number, short_hash(block.id.hash));
}
}  // namespace

Fetcher::Fetcher(
    ChainConfig chain, FetcherOptions options, ChainNodes nodes, FetcherServices services)
  : chain_{std::move(chain)},
    name_{"chain " + to_string(chain_.id)},
    options_{std::move(options)},
    nodes_{std::move(nodes)},
    services_{services},
    backoff_{
        {.first = options_.poll_interval}, static_cast<uint32_t>(std::hash<ChainId>{}(chain_.id))}
{
}

std::chrono::milliseconds Fetcher::step()
{
    const auto progress = advance();
    if (!progress)
        return stumble(progress.error());
    backoff_.reset();
    return *progress == Progress::more ? std::chrono::milliseconds{0} : options_.poll_interval;
}

Fetcher::Outcome<Fetcher::Progress> Fetcher::advance()
{
    if (auto done = confirm_node(); !done)
        return tl::unexpected{done.error()};
    if (auto done = load_tip(); !done)
        return tl::unexpected{done.error()};
    if (!tip_)
        return begin();

    const auto node_head = source().seal(chain::BlockTag::latest);
    if (!node_head)
        return tl::unexpected{trouble_of(node_head.error())};
    const auto progress =
        node_head->id.number > tip_->id.number ? extend(*node_head) : settle(*node_head);
    if (progress)
        note_progress(node_head->id.number);
    return progress;
}

Fetcher::Outcome<void> Fetcher::confirm_node()
{
    if (node_confirmed_)
        return {};
    services_.board.update(chain_.id, [&](ChainStatus& s) { s.endpoint = source().name(); });
    const auto other = find_other_chain(source(), {chain_.id, options_.genesis});
    if (!other)
        return tl::unexpected{trouble_of(other.error())};
    if (*other)
    {
        return tl::unexpected{Trouble{
            ChainState::halted, **other + "; correct the execution endpoint of this chain"}};
    }
    node_confirmed_ = true;
    return {};
}

Fetcher::Outcome<void> Fetcher::load_tip()
{
    if (tip_loaded_)
        return {};
    const auto view = services_.views.open_view();
    if (!view)
        return tl::unexpected{trouble_of(view.error())};
    const auto head = (*view)->head(chain_.id, SafetyLevel::unsafe);
    if (!head)
        return tl::unexpected{trouble_of(head.error())};
    tip_ = *head ? std::optional{(*head)->seal} : std::nullopt;
    tip_loaded_ = true;
    return {};
}

Fetcher::Outcome<Fetcher::Progress> Fetcher::begin()
{
    const auto labels = nodes_.labels->labels();
    if (!labels)
        return tl::unexpected{trouble_of(labels.error())};
    // A chain that has finalized nothing yet is followed from its beginning.
    const auto anchor = source().seal(
        labels->finalized ? labels->finalized->number : options_.start.genesis_number);
    if (!anchor)
        return tl::unexpected{trouble_of(anchor.error())};
    if (labels->finalized && anchor->id != *labels->finalized)
    {
        return tl::unexpected{Trouble{ChainState::troubled,
            fmt::format(
                "{} says that {} is finalized, but {} has {} there; one of them is on another "
                "branch",
                nodes_.labels->name(), short_hash(labels->finalized->hash), source().name(),
                describe(*anchor))}};
    }
    const auto earliest_s =
        services_.anchors.agree(chain_.id, anchor->timestamp_s, Anchors::Clock::now());
    if (!earliest_s)
        return Progress::idle;
    const auto start = find_start(source(), options_.start, *anchor, *earliest_s);
    if (!start)
        return tl::unexpected{trouble_of(start.error())};

    auto blocks = fetch(start->number, start->number + options_.batch_blocks - 1);
    if (!blocks)
        return tl::unexpected{blocks.error()};
    if (blocks->empty())
    {
        return tl::unexpected{Trouble{ChainState::troubled,
            fmt::format("{} does not have block {}, where the index is to begin; use a node that "
                        "keeps the history of the expiry window, or set start_block",
                source().name(), start->number)}};
    }
    const auto last = blocks->back().seal;
    const auto covered_s = start->covered_since_s.value_or(blocks->front().seal.timestamp_s);
    const auto done = services_.sink.submit(BeginIndex{chain_.id, covered_s, *std::move(blocks)});
    if (!done)
        return tl::unexpected{trouble_of(done.error())};
    spdlog::info(
        "{}: index begins at block {}; anchor is {}", name_, start->number, describe(*anchor));
    tip_ = last;
    return Progress::more;
}

Fetcher::Outcome<Fetcher::Progress> Fetcher::extend(const BlockSeal& node_head)
{
    shorter_polls_ = 0;
    const auto first = tip_->id.number + 1;
    const auto last = std::min(node_head.id.number, tip_->id.number + options_.batch_blocks);
    auto blocks = fetch(first, last);
    if (!blocks)
        return tl::unexpected{blocks.error()};
    if (blocks->empty())
        return Progress::idle;  // Announced by one node, asked from another that lags.
    if (blocks->front().seal.parent_hash != tip_->id.hash)
        return reconcile(node_head);

    const auto new_tip = blocks->back().seal;
    const auto done = services_.sink.submit(AppendBlocks{chain_.id, *std::move(blocks)});
    if (!done)
        return tl::unexpected{trouble_of(done.error())};
    tip_ = new_tip;
    spdlog::debug("{}: indexed up to {}", name_, describe(*tip_));
    return tip_->id.number < node_head.id.number ? Progress::more : Progress::idle;
}

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
    if (*standing == Standing::below_final)
    {
        return tl::unexpected{Trouble{ChainState::troubled,
            fmt::format("{} is at block {}, behind what is already final here; it may be syncing",
                source().name(), node_head.id.number)}};
    }
    if (*standing == Standing::same_branch && ++shorter_polls_ < kShorterPollsBeforeRewind)
        return Progress::idle;
    return reconcile(node_head);
}

Fetcher::Outcome<Fetcher::Standing> Fetcher::standing_of(const BlockSeal& node_head)
{
    const auto view = services_.views.open_view();
    if (!view)
        return tl::unexpected{trouble_of(view.error())};
    const auto indexed = (*view)->block(chain_.id, node_head.id.number);
    const auto finalized = (*view)->head(chain_.id, SafetyLevel::finalized);
    if (!indexed || !finalized)
        return tl::unexpected{trouble_of(indexed ? finalized.error() : indexed.error())};
    if (!*indexed || (*finalized && node_head.id.number < (*finalized)->seal.id.number))
        return Standing::below_final;
    return (*indexed)->seal.id == node_head.id ? Standing::same_branch : Standing::forked;
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
        return Progress::idle;  // What is final has risen meanwhile; the next poll sees it.

    const auto ancestor = find_common_ancestor(source(), services_.views, chain_.id, low, high);
    if (!ancestor)
    {
        const auto* error = std::get_if<chain::Error>(&ancestor.error());
        if (error != nullptr && error->kind == chain::ErrorKind::not_found)
            return Progress::idle;  // The chain moves while it is read; the next poll sees where
                                    // to.
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
    return tip_->id.number < node_head.id.number ? Progress::more : Progress::idle;
}

Fetcher::Outcome<void> Fetcher::replace_branch(
    const BlockSeal& ancestor, const BlockSeal& node_head)
{
    std::vector<BlockDigest> branch;
    const auto last = std::min(node_head.id.number, ancestor.id.number + kMaxBranchBlocks);
    while (ancestor.id.number + branch.size() < last)
    {
        const auto first = ancestor.id.number + branch.size() + 1;
        auto blocks = fetch(first, std::min(last, first + options_.batch_blocks - 1));
        if (!blocks)
            return tl::unexpected{blocks.error()};
        if (blocks->empty())
            break;
        const auto& below = branch.empty() ? ancestor : branch.back().seal;
        if (blocks->front().seal.parent_hash != below.id.hash)
            return {};  // The chain moved again meanwhile; the next poll sees where to.
        std::move(blocks->begin(), blocks->end(), std::back_inserter(branch));
    }
    if (branch.empty() && node_head.id.number > ancestor.id.number)
        return {};

    const auto old_tip = *tip_;
    const auto new_tip = branch.empty() ? ancestor : branch.back().seal;
    const auto done =
        services_.sink.submit(ReplaceBranch{chain_.id, ancestor.id.number, std::move(branch)});
    if (!done)
        return tl::unexpected{trouble_of(done.error())};
    tip_ = new_tip;
    shorter_polls_ = 0;
    services_.board.update(chain_.id, [](ChainStatus& s) { ++s.reorgs; });
    spdlog::info("{}: reorg of {} blocks above {}: {} gave way to {}", name_,
        old_tip.id.number - ancestor.id.number, describe(ancestor), describe(old_tip),
        describe(new_tip));
    return {};
}

Fetcher::Outcome<std::vector<BlockDigest>> Fetcher::fetch(uint64_t first, uint64_t last)
{
    auto blocks = source().blocks(first, static_cast<size_t>(last - first + 1));
    if (!blocks)
    {
        if (blocks.error().kind == chain::ErrorKind::not_found)
            return std::vector<BlockDigest>{};
        return tl::unexpected{trouble_of(blocks.error())};
    }
    std::vector<BlockDigest> digests;
    digests.reserve(blocks->size());
    for (auto& block : *blocks)
    {
        for (const auto& oddity : block.oddities)
            spdlog::warn("{}: {}: {}", name_, describe(block.digest.seal), oddity);
        digests.push_back(std::move(block.digest));
    }
    return digests;
}

std::chrono::milliseconds Fetcher::stumble(const Trouble& trouble)
{
    if (trouble.stopping)
        return options_.poll_interval;
    bool news = false;
    services_.board.update(chain_.id,
        [&](ChainStatus& s)
        {
            news = s.trouble != trouble.message;
            s.state = trouble.state;
            s.trouble = trouble.message;
            s.refused_blocks += trouble.refused_block ? 1 : 0;
        });
    if (news)
    {
        const auto level = trouble.state == ChainState::halted || trouble.refused_block
                               ? spdlog::level::err
                               : spdlog::level::warn;
        spdlog::log(level, "{}: {}", name_, trouble.message);
    }
    // What was known of the node and of the index may be what is wrong: look again.
    active_ = (active_ + 1) % nodes_.execution.size();
    node_confirmed_ = false;
    tip_loaded_ = false;
    // Another node need not wait for what this one asks.
    const bool alone = nodes_.execution.size() == 1;
    return std::max<std::chrono::milliseconds>(
        backoff_.wait(), alone ? trouble.retry_after : std::chrono::seconds{0});
}

void Fetcher::note_progress(uint64_t node_head)
{
    std::string healed;
    bool caught_up = false;
    services_.board.update(chain_.id,
        [&](ChainStatus& s)
        {
            healed = std::exchange(s.trouble, {});
            s.node_head = node_head;
            const bool following = tip_->id.number >= node_head;
            s.state = following ? ChainState::following : ChainState::catching_up;
            caught_up = following && !s.ready;
            s.ready = s.ready || following;
        });
    if (!healed.empty())
        spdlog::info("{}: going on from {}", name_, describe(*tip_));
    if (caught_up)
        spdlog::info("{}: caught up at {}; ready", name_, describe(*tip_));
}

Fetcher::Trouble Fetcher::trouble_of(const chain::Error& error)
{
    const bool wrong_chain = error.kind == chain::ErrorKind::wrong_chain;
    return {.state = wrong_chain ? ChainState::halted : ChainState::troubled,
        .message = error.message,
        .refused_block = error.kind == chain::ErrorKind::unverified,
        .stopping = error.kind == chain::ErrorKind::cancelled,
        .retry_after = std::chrono::seconds{error.retry_after_s.value_or(0)}};
}

Fetcher::Trouble Fetcher::trouble_of(const storage::Error& error)
{
    return {.message = "index: " + error.message};
}
}  // namespace interlock::server
