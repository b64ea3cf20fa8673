#include "server/ingest/fetcher.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/ingest/describe.hpp"
#include "server/log/event.hpp"

namespace interlock::server
{
namespace
{
/// Load-balanced nodes differ for a moment; what lasts longer is shown, and another node is asked.
constexpr uint32_t kStalledRoundsBeforeTrouble = 8;
/// So often a head that is far away is good for another batch.
constexpr uint32_t kRoundsOnOneHead = 32;
/// A node that fails is left alone for longer each time.
constexpr Backoff::Range kNodeRest{
    .first = std::chrono::milliseconds{500}, .longest = std::chrono::milliseconds{30'000}};

uint32_t seed_of(const ChainId& chain)
{
    return static_cast<uint32_t>(std::hash<ChainId>{}(chain));
}

std::vector<std::string> names_of(const std::vector<std::unique_ptr<chain::BlockSource>>& nodes)
{
    std::vector<std::string> out;
    out.reserve(nodes.size());
    for (const auto& node : nodes)
        out.push_back(node->name());
    return out;
}
}  // namespace

Fetcher::Fetcher(
    ChainConfig chain, FetcherOptions options, ChainNodes nodes, FetcherServices services)
  : chain_{std::move(chain)},
    name_{"chain " + to_string(chain_.id)},
    options_{std::move(options)},
    nodes_{std::move(nodes)},
    services_{services},
    node_set_{names_of(nodes_.execution), kNodeRest, seed_of(chain_.id)},
    tip_clock_{
        {.block_time = std::chrono::seconds{chain_.block_time_s}, .usual = options_.poll_interval}},
    backoff_{{.first = options_.poll_interval}, seed_of(chain_.id)}
{
}

std::chrono::milliseconds Fetcher::step()
{
    if (const auto left = heed_announcement())
        return *left;
    const auto progress = advance();
    is_resting_ = !progress;
    auto wait = std::chrono::milliseconds{0};
    if (!progress)
        wait = stumble(progress.error());
    else if (*progress == Progress::idle)
        wait = tip_clock_.wait(services_.clock());
    next_round_ = services_.clock() + wait;
    return wait;
}

/// When an announcement alone is the reason for a round, and is not heeded: how long it is until
/// the next one.
std::optional<std::chrono::milliseconds> Fetcher::heed_announcement()
{
    tip_clock_.set_listening(wake_up_.is_listening());
    if (!wake_up_.take())
        return std::nullopt;
    const auto now = services_.clock();
    const bool is_heeded = tip_clock_.announced(now) && !is_resting_;
    if (is_heeded || now >= next_round_)
        return std::nullopt;
    return std::chrono::ceil<std::chrono::milliseconds>(next_round_ - now);
}

/// A node that is preferred to the one in use may be fit again.
void Fetcher::choose_node()
{
    const auto chosen = node_set_.choose().place;
    if (chosen == active_)
        return;
    active_ = chosen;
    node_confirmed_ = false;
    far_head_.reset();
}

Fetcher::Outcome<Fetcher::Progress> Fetcher::advance()
{
    choose_node();
    if (auto done = confirm_node(); !done)
        return tl::unexpected{done.error()};
    if (auto done = load_tip(); !done)
        return tl::unexpected{done.error()};
    if (!tip_)
        return begin();

    const auto node_head =
        find_node_head().and_then([this](const BlockSeal& head) { return within_reach(head); });
    if (!node_head)
        return tl::unexpected{node_head.error()};
    stall_.clear();
    stall_is_of_node_ = true;
    const auto progress =
        node_head->id.number > tip_->id.number ? extend(*node_head) : settle(*node_head);
    if (!progress)
        return progress;
    if (!stall_.empty())
    {
        if (++stalled_rounds_ < kStalledRoundsBeforeTrouble)
            return Progress::idle;
        return tl::unexpected{Trouble{.message = stall_, .of_node = stall_is_of_node_}};
    }
    stalled_rounds_ = 0;
    backoff_.reset();
    note_progress(node_head->id);
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

/// While catching up, what was seen last is far enough ahead for a while.
Fetcher::Outcome<BlockSeal> Fetcher::find_node_head()
{
    const bool is_far = far_head_ && far_head_->id.number > tip_->id.number + options_.batch_blocks;
    if (is_far && ++rounds_on_head_ < kRoundsOnOneHead)
        return *far_head_;
    const auto head = source().seal(chain::BlockTag::latest);
    if (!head)
        return tl::unexpected{trouble_of(head.error())};
    far_head_ = *head;
    rounds_on_head_ = 0;
    return *head;
}

Fetcher::Outcome<void> Fetcher::load_tip()
{
    // Every round: an operator may have rewound the index since.
    const auto view = services_.views.open_view();
    if (!view)
        return tl::unexpected{trouble_of(view.error())};
    const auto head = (*view)->head(chain_.id, SafetyLevel::unsafe);
    const auto anchor = (*view)->anchor(chain_.id);
    if (!head || !anchor)
        return tl::unexpected{trouble_of(head ? anchor.error() : head.error())};
    anchor_ = *anchor;
    tip_ = *head ? std::optional{(*head)->seal} : std::nullopt;
    return {};
}

Fetcher::Outcome<Fetcher::Progress> Fetcher::begin()
{
    const auto labels = nodes_.labels->labels();
    if (!labels)
        return tl::unexpected{trouble_of(labels.error())};
    const auto anchor = find_anchor(*labels);
    if (!anchor)
        return tl::unexpected{anchor.error()};
    const auto earliest_s =
        services_.anchors.agree(chain_.id, anchor->timestamp_s, services_.clock());
    if (!earliest_s)
        return Progress::idle;
    const auto start = find_start(source(), options_.start, *anchor, *earliest_s);
    if (!start)
        return tl::unexpected{trouble_of(start.error())};

    anchor_ = anchor->id;
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
    if (const auto agreed = is_agreed(last.id); !agreed || !*agreed)
        return agreed.map([](bool) { return Progress::idle; });
    const auto covered_s = start->covered_since_s.value_or(blocks->front().seal.timestamp_s);
    const auto done = submit(BeginIndex{chain_.id, covered_s, anchor->id, *std::move(blocks)});
    if (!done)
        return tl::unexpected{done.error()};
    log_event(spdlog::level::info, LogEvent{"index_begins"}.chain(chain_.id).block(anchor->id),
        fmt::format(
            "{}: index begins at block {}; anchor is {}", name_, start->number, describe(*anchor)));
    tip_ = last;
    return Progress::more;
}

Fetcher::Outcome<BlockSeal> Fetcher::find_anchor(const chain::Labels& labels)
{
    if (!labels.finalized)
        return find_young_anchor();
    const auto anchor = source().seal(labels.finalized->number);
    if (!anchor)
        return tl::unexpected{trouble_of(anchor.error())};
    if (anchor->id != *labels.finalized)
    {
        return tl::unexpected{
            Trouble{.message = fmt::format("{} says that {} is finalized, but {} has {} there; one "
                                           "of them is on another branch",
                        nodes_.labels->name(), short_hash(labels.finalized->hash), source().name(),
                        describe(*anchor))}};
    }
    return *anchor;
}

Fetcher::Outcome<BlockSeal> Fetcher::find_young_anchor()
{
    const auto genesis = source().seal(options_.start.genesis_number);
    if (!genesis)
        return tl::unexpected{trouble_of(genesis.error())};
    const auto node_head = source().seal(chain::BlockTag::latest);
    if (!node_head)
        return tl::unexpected{trouble_of(node_head.error())};
    // The whole chain lies in the window, so that its beginning is where the index would begin.
    if (is_past(genesis->timestamp_s, options_.start.expiry_window_s, node_head->timestamp_s))
        return *genesis;
    return tl::unexpected{
        Trouble{.message = fmt::format("{} has not told its finalized block yet, and the index "
                                       "begins from that; waiting for it",
                    nodes_.labels->name())}};
}

Fetcher::Outcome<Fetcher::Progress> Fetcher::extend(const BlockSeal& node_head)
{
    shorter_polls_ = 0;
    const auto first = tip_->id.number + 1;
    const auto last = std::min(node_head.id.number, tip_->id.number + options_.batch_blocks);
    source().expect_up_to(node_head.id.number);
    auto blocks = fetch(first, last);
    if (!blocks)
        return tl::unexpected{blocks.error()};
    if (blocks->empty())
        return Progress::idle;
    if (blocks->front().seal.parent_hash != tip_->id.hash)
        return reconcile(node_head);
    if (auto spaced = check_spacing(*tip_, blocks->front().seal); !spaced)
        return tl::unexpected{spaced.error()};

    const auto new_tip = blocks->back().seal;
    if (const auto agreed = is_agreed(new_tip.id); !agreed || !*agreed)
        return agreed.map([](bool) { return Progress::idle; });
    if (auto done = submit(AppendBlocks{chain_.id, *std::move(blocks)}); !done)
        return tl::unexpected{done.error()};
    tip_ = new_tip;
    if (new_tip.id.number == node_head.id.number)
        tip_clock_.saw_block(services_.clock());
    spdlog::debug("{}: indexed up to {}", name_, describe(*tip_));
    return tip_->id.number < node_head.id.number ? Progress::more : Progress::idle;
}

Fetcher::Outcome<std::vector<BlockDigest>> Fetcher::fetch(uint64_t first, uint64_t last)
{
    auto blocks = source().blocks(first, static_cast<size_t>(last - first + 1));
    if (!blocks)
    {
        if (blocks.error().kind == chain::ErrorKind::not_found)
        {
            // Announced by one node, perhaps, and asked from another that lags.
            stall_ = blocks.error().message;
            return std::vector<BlockDigest>{};
        }
        return tl::unexpected{trouble_of(blocks.error())};
    }
    std::vector<BlockDigest> digests;
    digests.reserve(blocks->size());
    for (auto& block : *blocks)
    {
        if (auto fits = check_anchor(block.digest.seal); !fits)
            return tl::unexpected{fits.error()};
        if (!digests.empty())
        {
            if (auto spaced = check_spacing(digests.back().seal, block.digest.seal); !spaced)
                return tl::unexpected{spaced.error()};
        }
        for (const auto& oddity : block.oddities)
            log_event(spdlog::level::warn,
                LogEvent{"oddity"}.chain(chain_.id).block(block.digest.seal.id),
                fmt::format("{}: {}: {}", name_, describe(block.digest.seal), oddity));
        digests.push_back(std::move(block.digest));
    }
    return digests;
}

/// A node that stands for two branches must not put the other one under what was final already when
/// the index began.
Fetcher::Outcome<void> Fetcher::check_anchor(const BlockSeal& block) const
{
    if (!anchor_ || block.id.number != anchor_->number || block.id == *anchor_)
        return {};
    return tl::unexpected{
        Trouble{.message = fmt::format("{} gives {} in place of {}, which was "
                                       "final when the index began",
                    nodes_.execution[active_]->name(), describe(block), describe(*anchor_))}};
}

/// That no block comes sooner than a block time after its parent is what "the chain is past that
/// time" rests on.
Fetcher::Outcome<void> Fetcher::check_spacing(const BlockSeal& parent, const BlockSeal& block) const
{
    const auto distance_s = block.timestamp_s - parent.timestamp_s;
    if (block.timestamp_s >= parent.timestamp_s && distance_s >= chain_.block_time_s)
        return {};
    return tl::unexpected{Trouble{.message = fmt::format("{} comes {} s after its parent, but the "
                                                         "chain's block time is set to {} s; "
                                                         "correct the block time",
                                      describe(block), distance_s, chain_.block_time_s),
        .refused_block = true}};
}

Fetcher::Outcome<void> Fetcher::submit(IndexEvent event)
{
    const auto blocks = blocks_of(event).size();
    size_t logs = 0;
    for (const auto& block : blocks_of(event))
        logs += block.log_hashes.size();
    if (const auto done = services_.sink.submit(std::move(event)); !done)
        return tl::unexpected{trouble_of(done.error())};
    services_.board.update(chain_.id,
        [&](ChainStatus& s)
        {
            s.indexed_blocks += blocks;
            s.indexed_logs += logs;
        });
    return {};
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
            s.ready = s.ready && trouble.state != ChainState::halted;
            s.refused_blocks += trouble.refused_block ? 1 : 0;
        });
    if (news)
    {
        const auto level = trouble.state == ChainState::halted || trouble.refused_block
                               ? spdlog::level::err
                               : spdlog::level::warn;
        log_event(level, LogEvent{"trouble"}.chain(chain_.id).with("trouble", trouble.message),
            fmt::format("{}: {}", name_, trouble.message));
    }
    // What was known of the node may be what is wrong: look again.
    node_confirmed_ = false;
    far_head_.reset();
    if (!trouble.of_node)
        return backoff_.wait();
    const auto now = services_.clock();
    node_set_.fails(active_, now, trouble.message, trouble.retry_after);
    const auto next = node_set_.choose();
    const auto rest = std::chrono::ceil<std::chrono::milliseconds>(next.not_before - now);
    return std::clamp(rest, std::chrono::milliseconds{0}, kNodeRest.longest * 120);
}

void Fetcher::note_progress(const BlockId& node_head)
{
    const auto now = services_.clock();
    node_set_.works(active_, now, node_head.number);
    if (const auto pace = pace_.tell(now, tip_->id.number, node_head.number))
        log_event(spdlog::level::info,
            LogEvent{"catching_up"}.chain(chain_.id).block(tip_->id).with(
                "target", node_head.number),
            fmt::format("{}: catching up, {}", name_, *pace));
    std::string healed;
    bool caught_up = false;
    services_.board.update(chain_.id,
        [&](ChainStatus& s)
        {
            healed = std::exchange(s.trouble, {});
            s.node_head = node_head.number;
            if (s.subscription)
                s.subscription->proven = tip_clock_.is_proven();
            const bool following = tip_->id.number >= node_head.number;
            s.state = following ? ChainState::following : ChainState::catching_up;
            caught_up = tip_->id == node_head && !s.ready;
            s.ready = s.ready || caught_up;
        });
    if (!healed.empty())
        log_event(spdlog::level::info, LogEvent{"healed"}.chain(chain_.id).block(tip_->id),
            fmt::format("{}: going on from {}", name_, describe(*tip_)));
    if (caught_up)
        log_event(spdlog::level::info, LogEvent{"caught_up"}.chain(chain_.id).block(tip_->id),
            fmt::format("{}: caught up at {}; ready", name_, describe(*tip_)));
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
    return {.message = "index: " + error.message, .of_node = false};
}
}  // namespace interlock::server
