#include "server/ingest/node_identity.hpp"

#include <fmt/format.h>

namespace interlock::server
{
chain::Result<std::optional<std::string>> find_other_chain(
    chain::BlockSource& node, const ChainIdentity& wanted)
{
    const auto served = node.chain_id();
    if (!served)
        return tl::unexpected{served.error()};
    if (*served != wanted.id)
    {
        return fmt::format(
            "{} serves chain {}, not {}", node.name(), to_string(*served), to_string(wanted.id));
    }
    if (!wanted.genesis)
        return std::nullopt;
    const auto genesis = node.seal(wanted.genesis->number);
    if (!genesis && genesis.error().kind == chain::ErrorKind::not_found)
        return std::nullopt;
    if (!genesis)
        return tl::unexpected{genesis.error()};
    if (genesis->id != *wanted.genesis)
    {
        return fmt::format("{} serves another chain {}: its genesis block {} is {}, not {}",
            node.name(), to_string(wanted.id), wanted.genesis->number, to_hex(genesis->id.hash),
            to_hex(wanted.genesis->hash));
    }
    return std::nullopt;
}
}  // namespace interlock::server
