#include "server/api/requests.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::server
{
namespace
{
std::string describe_range(const storage::View& view, const ChainId& chain)
{
    const auto first = view.first(chain);
    const auto head = view.head(chain, SafetyLevel::unsafe);
    if (!first || !head || !*first || !*head)
        return "nothing of it is indexed yet";
    return fmt::format("blocks {} to {} are", (*first)->seal.id.number, (*head)->seal.id.number);
}
}  // namespace

CallAnswer<ChainId> chain_from(const ApiContext& context, std::string_view bytes)
{
    const auto chain = wire::chain_id_from_proto(bytes, "chain_id");
    if (!chain)
        return refuse(chain.error());
    if (context.set.find(*chain) == nullptr)
        return not_found(fmt::format("chain {} is not in the dependency set", to_string(*chain)));
    return *chain;
}

CallAnswer<std::vector<ChainId>> chains_from(
    const ApiContext& context, const RepeatedBytes& chain_ids)
{
    std::vector<ChainId> chains;
    for (int i = 0; i < chain_ids.size(); ++i)
    {
        const auto field = fmt::format("chain_ids[{}]", i);
        const auto chain = wire::chain_id_from_proto(chain_ids[i], field);
        if (!chain)
            return refuse(chain.error());
        if (context.set.find(*chain) == nullptr)
            return refuse(
                fmt::format("{}: chain {} is not in the dependency set", field, to_string(*chain)));
        chains.push_back(*chain);
    }
    if (chains.empty())
    {
        for (const auto& chain : context.set.chains())
            chains.push_back(chain.id);
    }
    std::sort(chains.begin(), chains.end());
    chains.erase(std::unique(chains.begin(), chains.end()), chains.end());
    return chains;
}

CallAnswer<CrossView> cross_view_from(pb::SafetyLevel level)
{
    const auto known = wire::level_from_proto(level, "level");
    if (!known)
        return refuse(known.error());
    for (const auto view : kCrossViews)
    {
        if (cross_level(view) == *known)
            return view;
    }
    return refuse(fmt::format("level is {}, expected cross-unsafe or safe", to_string(*known)));
}

Told<OpenIndex> open_index(const ApiContext& context)
{
    auto circumstances = context.circumstances();
    auto view = context.views.open_view();
    if (!view)
        return tl::unexpected{trouble_of(view.error())};
    return OpenIndex{std::move(circumstances), *std::move(view)};
}

tl::unexpected<CallFailure> not_indexed(
    const storage::View& view, const ChainId& chain, const std::string& what)
{
    return not_found(fmt::format(
        "{} of chain {} is not indexed; {}", what, to_string(chain), describe_range(view, chain)));
}

CallAnswer<storage::BlockRecord> find_block(
    const storage::View& view, const ChainId& chain, uint64_t number)
{
    const auto block = view.block(chain, number);
    if (!block)
        return cannot_tell(block.error());
    if (!*block)
        return not_indexed(view, chain, fmt::format("block {}", number));
    return **block;
}
}  // namespace interlock::server
