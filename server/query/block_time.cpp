#include "server/query/block_time.hpp"

namespace interlock::server
{
using storage::Result;
using storage::View;

Result<std::optional<IndexedRange>> indexed_range(const View& view, const ChainId& chain)
{
    const auto first = view.first(chain);
    const auto head = view.head(chain, SafetyLevel::unsafe);
    if (!first || !head)
        return tl::unexpected{first ? head.error() : first.error()};
    if (!*first || !*head)
        return std::nullopt;
    return IndexedRange{(*first)->seal.id.number, (*head)->seal.id.number + 1};
}

Result<uint64_t> first_after(
    const View& view, const ChainId& chain, IndexedRange range, uint64_t timestamp_s)
{
    while (range.first < range.end)
    {
        const auto middle = range.first + (range.end - range.first) / 2;
        const auto block = view.block(chain, middle);
        if (!block)
            return tl::unexpected{block.error()};
        if (*block && (*block)->seal.timestamp_s > timestamp_s)
            range.end = middle;
        else
            range.first = middle + 1;
    }
    return range.first;
}
}  // namespace interlock::server
