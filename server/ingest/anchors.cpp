#include "server/ingest/anchors.hpp"

namespace interlock::server
{
std::optional<uint64_t> Anchors::agree(
    const ChainId& chain, uint64_t anchor_timestamp_s, Clock::time_point now)
{
    const std::scoped_lock lock{mutex_};
    if (!first_at_)
        first_at_ = now;
    timestamps_s_[chain] = anchor_timestamp_s;
    if (timestamps_s_.size() < chains_ && now - *first_at_ < grace_)
        return std::nullopt;
    const auto earliest = std::min_element(timestamps_s_.begin(), timestamps_s_.end(),
        [](const auto& a, const auto& b) { return a.second < b.second; });
    return std::min(earliest->second, known_s_.value_or(UINT64_MAX));
}

chain::Result<Start> find_start(chain::BlockSource& source, const StartRule& rule,
    const BlockSeal& anchor, uint64_t earliest_anchor_s)
{
    const auto anchor_number = anchor.id.number;
    if (rule.start_block)
    {
        // From the anchor on nothing may be missing: it is what promotion begins with.
        const auto wanted = std::min(*rule.start_block, anchor_number);
        return Start{std::max(wanted, rule.genesis_number), std::nullopt};
    }
    if (!rule.activation_s || *rule.activation_s >= anchor.timestamp_s)
        return Start{anchor_number, anchor.timestamp_s};  // Nothing before can be executed.

    const auto window_s = std::min(rule.expiry_window_s, earliest_anchor_s);
    const auto wanted_s = std::max(*rule.activation_s, earliest_anchor_s - window_s);
    // Timestamps rise with numbers: the first block that is not too early lies in [low, high].
    uint64_t low = std::min(rule.genesis_number, anchor_number);
    uint64_t high = anchor_number;
    while (low < high)
    {
        const auto middle = low + (high - low) / 2;
        const auto seal = source.seal(middle);
        if (!seal)
            return tl::unexpected{seal.error()};
        if (seal->timestamp_s < wanted_s)
            low = middle + 1;
        else
            high = middle;
    }
    return Start{low, wanted_s};
}
}  // namespace interlock::server
