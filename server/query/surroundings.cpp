#include "server/query/surroundings.hpp"

#include "server/safety/named_block.hpp"

namespace interlock::server
{
storage::Result<std::optional<Surroundings>> look_around(
    const storage::View& view, const ChainConfig& chain, const LogPosition& at, SafetyLevel level)
{
    const auto head = view.head(chain.id, level);
    const auto first = view.first(chain.id);
    if (!head || !first)
        return tl::unexpected{head ? first.error() : head.error()};
    if (!*head || !*first)
        return std::nullopt;
    Surroundings out{.known = {.block_time_s = chain.block_time_s,
                         .first_number = (*first)->seal.id.number,
                         .first_timestamp_s = (*first)->seal.timestamp_s,
                         .head_timestamp_s = (*head)->seal.timestamp_s,
                         .named = std::nullopt},
        .head = (*head)->seal,
        .named = {}};
    if (at.block_number > out.head.id.number)
        return out;
    const auto named = find_named_block(view, at);
    if (!named)
        return tl::unexpected{named.error()};
    if (*named)
    {
        out.named = (*named)->seal;
        out.known.named = (*named)->known;
    }
    return out;
}
}  // namespace interlock::server
