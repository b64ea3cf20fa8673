#include "server/ingest/label_follower.hpp"

#include <spdlog/spdlog.h>

namespace interlock::server
{
namespace
{
/// A reorg, seen by one node before the other, passes; what lasts longer is another chain.
constexpr uint32_t kStrangeRoundsBeforeTrouble = 10;

/// What is to be done with a label.
enum class Standing
{
    taken,    // it is the head already, or there is none
    fresh,    // it is to be brought to the index
    strange,  // another block of that number is indexed
};

storage::Result<Standing> standing_of(const storage::View& view, const ChainId& chain,
    SafetyLevel level, const std::optional<BlockId>& label)
{
    if (!label)
        return Standing::taken;
    const auto head = view.head(chain, level);
    const auto block = view.block(chain, label->number);
    if (!head || !block)
        return tl::unexpected{head ? block.error() : head.error()};
    if (*head && (*head)->seal.id == *label)
        return Standing::taken;
    return *block && (*block)->seal.id != *label ? Standing::strange : Standing::fresh;
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
        const auto safe = standing_of(**view, chain_, SafetyLevel::local_safe, labels->local_safe);
        const auto final = standing_of(**view, chain_, SafetyLevel::finalized, labels->finalized);
        if (!safe || !final)
            return "index: " + (safe ? final.error() : safe.error()).message;
        const bool is_strange = *safe == Standing::strange || *final == Standing::strange;
        strange_rounds_ = is_strange ? strange_rounds_ + 1 : 0;
        if (strange_rounds_ >= kStrangeRoundsBeforeTrouble)
            return source_->name() + ": its safe or finalized block is not on the indexed chain";
        if (*safe == Standing::taken && *final == Standing::taken)
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
