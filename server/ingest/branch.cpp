#include "server/ingest/branch.hpp"

namespace interlock::server
{
namespace
{
using Failure = std::variant<chain::Error, storage::Error>;
/// The indexed block when the node has the same one at that number.
using Shared = tl::expected<std::optional<BlockSeal>, Failure>;

Shared shared_block(
    chain::BlockSource& source, storage::ViewSource& views, const ChainId& chain, uint64_t number)
{
    const auto indexed = views.open_view().and_then(
        [&](const std::unique_ptr<storage::View>& view) { return view->block(chain, number); });
    if (!indexed)
        return tl::unexpected{Failure{indexed.error()}};
    const auto seal = source.seal(number);
    if (!seal)
        return tl::unexpected{Failure{seal.error()}};
    if (!*indexed || (*indexed)->seal.id.hash != seal->id.hash)
        return std::nullopt;
    return (*indexed)->seal;
}
}  // namespace

tl::expected<std::optional<BlockSeal>, Failure> find_common_ancestor(chain::BlockSource& source,
    storage::ViewSource& views, const ChainId& chain, uint64_t low, uint64_t high)
{
    // Chains that differ at a block differ at all later ones: step back in growing strides until a
    // shared block is found, then search between the last two places.
    std::optional<BlockSeal> shared;
    uint64_t differs = high + 1;
    uint64_t at = high;
    for (uint64_t stride = 1;; stride *= 2)
    {
        const auto here = shared_block(source, views, chain, at);
        if (!here)
            return here;
        if (!*here && at == low)
            return std::nullopt;
        if (*here)
        {
            shared = **here;
            break;
        }
        differs = at;
        at -= std::min(stride, at - low);
    }

    while (differs - shared->id.number > 1)
    {
        const auto middle = shared->id.number + (differs - shared->id.number) / 2;
        const auto here = shared_block(source, views, chain, middle);
        if (!here)
            return here;
        if (*here)
            shared = **here;
        else
            differs = middle;
    }
    return shared;
}
}  // namespace interlock::server
