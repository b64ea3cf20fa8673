// The reply to questions about super roots.
#include <algorithm>

#include "client/decode.hpp"

namespace interlock::client
{
namespace
{
template <typename Items, typename IdOf>
bool is_ascending(const Items& items, IdOf id_of)
{
    return std::adjacent_find(items.begin(), items.end(),
               [&](const auto& a, const auto& b) { return !(id_of(a) < id_of(b)); }) == items.end();
}

Decoded<OutputV0> decode_output(const pb::Output& output, std::string_view field)
{
    OutputV0 out;
    const auto read = [&](const std::string& bytes, std::string_view name, Hash32& to)
    {
        return wire::hash_from_proto(bytes, in(field, name))
            .map([&](const Hash32& hash) { to = hash; });
    };
    return read(output.state_root(), "state_root", out.state_root)
        .and_then(
            [&]
            {
                return read(output.message_passer_storage_root(), "message_passer_storage_root",
                    out.message_passer_storage_root);
            })
        .and_then([&] { return read(output.block_hash(), "block_hash", out.block_hash); })
        .map([&] { return out; });
}

Decoded<OptimisticOutput> decode_optimistic(
    const pb::OptimisticOutput& optimistic, std::string_view field)
{
    const auto chain = wire::chain_id_from_proto(optimistic.chain_id(), in(field, "chain_id"));
    if (!chain)
        return tl::unexpected{chain.error()};
    const auto block = wire::from_proto(optimistic.block(), in(field, "block"));
    if (!block)
        return tl::unexpected{block.error()};
    const auto output = decode_output(optimistic.output(), in(field, "output"));
    if (!output)
        return tl::unexpected{output.error()};
    const auto root = wire::hash_from_proto(optimistic.output_root(), in(field, "output_root"));
    if (!root)
        return tl::unexpected{root.error()};
    const auto l1 = wire::from_proto(optimistic.required_l1(), in(field, "required_l1"));
    if (!l1)
        return tl::unexpected{l1.error()};
    if (output->block_hash != block->id.hash)
        return tl::unexpected{in(field, "output") + " is not of the block"};
    if (*root != output_root(*output))
        return tl::unexpected{in(field, "output_root") + " is not that of the output"};
    return OptimisticOutput{.chain_id = *chain,
        .block = *block,
        .output = *output,
        .output_root = *root,
        .required_l1 = *l1};
}

Decoded<ChainOutput> decode_chain(const pb::ChainOutput& chain, std::string_view field)
{
    const auto id = wire::chain_id_from_proto(chain.chain_id(), in(field, "chain_id"));
    if (!id)
        return tl::unexpected{id.error()};
    return wire::hash_from_proto(chain.output_root(), in(field, "output_root"))
        .map(
            [&](const Hash32& root) {
                return ChainOutput{*id, root};
            });
}

Decoded<VerifiedSuperRoot> decode_data(const pb::VerifiedSuperRoot& data, const SuperRoot& around)
{
    const auto root = wire::hash_from_proto(data.super_root(), "data.super_root");
    if (!root)
        return tl::unexpected{root.error()};
    auto chains = decode_all<ChainOutput>(data.chains(), "data.chains", decode_chain);
    if (!chains)
        return tl::unexpected{std::move(chains.error())};
    const auto l1 = wire::from_proto(data.verified_required_l1(), "data.verified_required_l1");
    if (!l1)
        return tl::unexpected{l1.error()};
    const bool is_whole =
        std::equal(chains->begin(), chains->end(), around.chain_ids.begin(), around.chain_ids.end(),
            [](const ChainOutput& chain, const ChainId& id) { return chain.chain_id == id; });
    if (!is_whole)
        return tl::unexpected<std::string>{"data.chains are not those of chain_ids"};
    VerifiedSuperRoot out{
        .super = {around.timestamp_s, *std::move(chains)}, .super_root = *root, .required_l1 = *l1};
    if (out.super_root != super_root(out.super))
        return tl::unexpected<std::string>{"data.super_root is not that of its chains"};
    return out;
}
}  // namespace

Decoded<SuperRoot> decode(const pb::GetSuperRootReply& reply, uint64_t timestamp_s)
{
    if (reply.timestamp() != timestamp_s)
        return tl::unexpected{
            "timestamp is " + std::to_string(reply.timestamp()) + " and not the one asked for"};
    const auto current = wire::from_proto(reply.current_l1(), "current_l1");
    if (!current)
        return tl::unexpected{current.error()};
    auto chains = decode_all<ChainId>(reply.chain_ids(), "chain_ids",
        [](const std::string& bytes, std::string_view field)
        { return wire::chain_id_from_proto(bytes, field); });
    if (!chains)
        return tl::unexpected{std::move(chains.error())};
    auto optimistic =
        decode_all<OptimisticOutput>(reply.optimistic(), "optimistic", decode_optimistic);
    if (!optimistic)
        return tl::unexpected{std::move(optimistic.error())};
    if (!is_ascending(*chains, [](const ChainId& id) { return id; }) ||
        !is_ascending(*optimistic, [](const OptimisticOutput& one) { return one.chain_id; }))
        return tl::unexpected<std::string>{"the chains are not in ascending order"};
    SuperRoot out{.timestamp_s = timestamp_s,
        .current_l1 = *current,
        .safe_timestamp_s = reply.safe_timestamp(),
        .local_safe_timestamp_s = reply.local_safe_timestamp(),
        .finalized_timestamp_s = reply.finalized_timestamp(),
        .chain_ids = *std::move(chains),
        .optimistic = *std::move(optimistic),
        .data = std::nullopt};
    if (!reply.has_data())
        return out;
    auto data = decode_data(reply.data(), out);
    if (!data)
        return tl::unexpected{std::move(data.error())};
    out.data = *std::move(data);
    return out;
}
}  // namespace interlock::client
