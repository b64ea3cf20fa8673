#include "server/ingest/label_follower.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/ingest/describe.hpp"
#include "server/log/event.hpp"

namespace interlock::server
{
namespace
{
/// A reorg, seen by one node before the other, passes; what lasts longer is another chain.
constexpr uint32_t kStrangeRoundsBeforeTrouble = 10;

/// Whether another block of the label's number is indexed.
storage::Result<bool> is_strange(
    const storage::View& view, const ChainId& chain, const std::optional<BlockId>& label)
{
    if (!label)
        return false;
    return view.block(chain, label->number)
        .map([&](const auto& block) { return block && block->seal.id != *label; });
}

storage::Result<bool> is_any_strange(
    const storage::View& view, const ChainId& chain, const chain::Labels& labels)
{
    for (const auto& label : {labels.local_safe, labels.safe, labels.finalized})
    {
        auto strange = is_strange(view, chain, label);
        if (!strange || *strange)
            return strange;
    }
    return false;
}
}  // namespace

LabelFollower::LabelFollower(ChainId chain, std::chrono::milliseconds interval,
    std::unique_ptr<chain::LabelSource> source, Services services)
  : chain_{chain},
    interval_{interval},
    source_{std::move(source)},
    services_{services},
    backoff_{{.first = interval}, static_cast<uint32_t>(std::hash<ChainId>{}(chain))}
{
}

std::chrono::milliseconds LabelFollower::step()
{
    const auto trouble = advance();
    report(trouble);
    if (!trouble.empty())
        return backoff_.wait();
    backoff_.reset();
    return interval_;
}

std::string LabelFollower::advance()
{
    const auto seen_up_to = newest_block();
    if (!seen_up_to)
        return "index: " + seen_up_to.error().message;
    const auto labels = source_->labels();
    if (!labels && labels.error().kind == chain::ErrorKind::cancelled)
        return {};
    if (!labels)
        return labels.error().message;
    const auto belief = weigh_told(*labels);
    if (!belief)
        return "index: " + belief.error().message;
    if (strange_rounds_ >= kStrangeRoundsBeforeTrouble)
        return source_->name() + ": its safe or finalized block is not on the indexed chain";
    if (labels->finalized_l1)
        services_.board.update(
            chain_, [&](ChainStatus& s) { s.finalized_l1 = labels->finalized_l1; });
    const auto safe_heads = look_at_record(*labels, belief->labels);
    if (!safe_heads)
        return "index: " + safe_heads.error().message;
    return bring(*belief, *safe_heads, *seen_up_to);
}

storage::Result<std::optional<uint64_t>> LabelFollower::newest_block() const
{
    const auto view = services_.views.open_view();
    if (!view)
        return tl::unexpected{view.error()};
    return (*view)
        ->head(chain_, SafetyLevel::unsafe)
        .map([](const auto& head)
            { return head ? std::optional{head->seal.id.number} : std::nullopt; });
}

storage::Result<std::optional<FoundSafeHeads>> LabelFollower::look_at_record(
    const chain::Labels& told, const chain::Labels& believed)
{
    const bool is_believed = told.source == believed.source && told.current_l1 &&
                             told.current_l1 == believed.current_l1 &&
                             told.local_safe == believed.local_safe;
    if (!is_believed)
        return std::nullopt;
    return find_safe_heads(services_.views, chain_, *source_, told.current_l1->number);
}

storage::Result<LabelBelief> LabelFollower::weigh_told(const chain::Labels& told)
{
    const auto view = services_.views.open_view();
    if (!view)
        return tl::unexpected{view.error()};
    const auto strange = is_any_strange(**view, chain_, told);
    const auto final_head = (*view)->head(chain_, SafetyLevel::finalized);
    if (!strange || !final_head)
        return tl::unexpected{strange ? final_head.error() : strange.error()};
    strange_rounds_ = *strange ? strange_rounds_ + 1 : 0;
    return weigh(belief_.value_or(LabelBelief{}), told,
        *final_head ? std::optional{(*final_head)->seal.id} : std::nullopt);
}

std::string LabelFollower::bring(const LabelBelief& belief,
    const std::optional<FoundSafeHeads>& safe_heads, std::optional<uint64_t> seen_up_to)
{
    const bool is_news = safe_heads ? safe_heads->is_news || !is_confirmed_ : is_confirmed_;
    if (!belief_ || belief.labels != belief_->labels || is_news)
    {
        const auto done = services_.sink.submit(UpdateLabels{chain_, belief.labels,
            safe_heads ? std::optional{safe_heads->run} : std::nullopt, seen_up_to});
        if (!done)
            return "index: " + done.error().message;
        if (belief_ && goes_back(belief_->labels.local_safe, belief.labels.local_safe))
            spdlog::info("chain {}: local-safe goes back from {} to {}, told by {}",
                to_string(chain_), describe(*belief_->labels.local_safe),
                describe(*belief.labels.local_safe), belief.labels.source);
    }
    belief_ = belief;
    is_confirmed_ = safe_heads.has_value();
    return {};
}

void LabelFollower::report(const std::string& trouble)
{
    std::string before;
    services_.board.update(
        chain_, [&](ChainStatus& s) { before = std::exchange(s.label_trouble, trouble); });
    if (!trouble.empty() && trouble != before)
        log_event(spdlog::level::warn,
            LogEvent{"labels_stand_still"}.chain(chain_).with("trouble", trouble),
            fmt::format(
                "chain {}: safe and finalized heads stand still: {}", to_string(chain_), trouble));
    if (trouble.empty() && !before.empty())
        log_event(spdlog::level::info, LogEvent{"labels_told_again"}.chain(chain_),
            fmt::format("chain {}: safe and finalized heads are told again", to_string(chain_)));
}
}  // namespace interlock::server
