#include "interop/dependency_set.hpp"

namespace interlock
{
namespace
{
bool by_id(const ChainConfig& a, const ChainConfig& b) noexcept
{
    return a.id < b.id;
}

std::optional<std::string> fault_of(const std::vector<ChainConfig>& sorted)
{
    if (sorted.empty())
        return "the dependency set names no chain";
    for (size_t i = 0; i < sorted.size(); ++i)
    {
        if (sorted[i].block_time_s == 0)
            return "chain " + to_string(sorted[i].id) + " has a block time of zero";
        if (i > 0 && sorted[i - 1].id == sorted[i].id)
            return "chain " + to_string(sorted[i].id) + " is named twice";
    }
    return std::nullopt;
}
}  // namespace

tl::expected<DependencySet, std::string> DependencySet::create(
    std::vector<ChainConfig> chains, uint64_t expiry_window_s)
{
    // A longer window would admit what the proof refuses; clamping it would hide the mistake.
    if (expiry_window_s > kMaxExpiryWindowS)
    {
        return tl::unexpected{"the expiry window of " + std::to_string(expiry_window_s) +
                              " s exceeds the maximum of " + std::to_string(kMaxExpiryWindowS) +
                              " s"};
    }
    std::sort(chains.begin(), chains.end(), by_id);
    if (auto fault = fault_of(chains))
        return tl::unexpected{std::move(*fault)};
    return DependencySet{
        std::move(chains), expiry_window_s == 0 ? kMaxExpiryWindowS : expiry_window_s};
}

const ChainConfig* DependencySet::find(const ChainId& id) const noexcept
{
    const auto found = std::lower_bound(chains_.begin(), chains_.end(), id,
        [](const ChainConfig& chain, const ChainId& wanted) { return chain.id < wanted; });
    return found != chains_.end() && found->id == id ? &*found : nullptr;
}
}  // namespace interlock
