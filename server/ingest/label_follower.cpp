#include "server/ingest/label_follower.hpp"

#include <spdlog/spdlog.h>

namespace interlock::server
{
namespace
{
storage::Result<bool> is_taken(const storage::View& view, const ChainId& chain, SafetyLevel level,
    const std::optional<BlockId>& label)
{
    if (!label)
        return true;
    const auto head = view.head(chain, level);
    if (!head)
        return tl::unexpected{head.error()};
    return *head && (*head)->seal.id == *label;
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
    const auto labels = source_->labels();
    if (!labels && labels.error().kind == chain::ErrorKind::cancelled)
        return {};
    if (!labels)
        return labels.error().message;
    {
        const auto view = services_.views.open_view();
        if (!view)
            return "index: " + view.error().message;
        const auto safe = is_taken(**view, chain_, SafetyLevel::local_safe, labels->local_safe);
        const auto final = is_taken(**view, chain_, SafetyLevel::finalized, labels->finalized);
        if (safe && *safe && final && *final)
            return {};
    }
    const auto done = services_.sink.submit(UpdateLabels{chain_, *labels});
    return done ? std::string{} : "index: " + done.error().message;
}

void LabelFollower::report(const std::string& trouble)
{
    std::string before;
    services_.board.update(
        chain_, [&](ChainStatus& s) { before = std::exchange(s.label_trouble, trouble); });
    if (!trouble.empty() && trouble != before)
        spdlog::warn(
            "chain {}: safe and finalized heads stand still: {}", to_string(chain_), trouble);
    if (trouble.empty() && !before.empty())
        spdlog::info("chain {}: safe and finalized heads are told again", to_string(chain_));
}
}  // namespace interlock::server
