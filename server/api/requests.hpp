// What several requests have in common: chains, levels and blocks, checked and looked up.
#pragma once

#include "server/api/call.hpp"
#include "server/api/context.hpp"

namespace interlock::server
{
using RepeatedBytes = google::protobuf::RepeatedPtrField<std::string>;

/// The chain of a request; NOT_FOUND unless it is one of the dependency set.
[[nodiscard]] CallAnswer<ChainId> chain_from(const ApiContext& context, std::string_view bytes);

/// The chains of a request, by ascending id, each once; none given means all of the dependency set.
/// INVALID_ARGUMENT when one is not in it.
[[nodiscard]] CallAnswer<std::vector<ChainId>> chains_from(
    const ApiContext& context, const RepeatedBytes& chain_ids);

/// The view whose promotion gives the level; INVALID_ARGUMENT for a level that it does not give.
[[nodiscard]] CallAnswer<CrossView> cross_view_from(pb::SafetyLevel level);

/// The chain and the view that a request is about.
struct ChainView
{
    ChainId chain_id;
    CrossView view = CrossView::unsafe;
};
template <typename Request>
[[nodiscard]] CallAnswer<ChainView> chain_view_from(
    const ApiContext& context, const Request& request)
{
    const auto view = cross_view_from(request.level());
    if (!view)
        return tl::unexpected{view.error()};
    return chain_from(context, request.chain_id())
        .map(
            [&](const ChainId& chain) {
                return ChainView{chain, *view};
            });
}

/// A block asked for by its number or its hash.
using BlockRef = std::variant<uint64_t, Hash32>;
/// Of a request that has either; INVALID_ARGUMENT when it has none.
template <typename Request>
[[nodiscard]] CallAnswer<BlockRef> block_from(const Request& request)
{
    if (request.has_number())
        return BlockRef{request.number()};
    if (!request.has_hash())
        return refuse("the block is missing, expected number or hash");
    const auto hash = wire::hash_from_proto(request.hash(), "hash");
    if (!hash)
        return refuse(hash.error());
    return BlockRef{*hash};
}

/// An index to answer from, and the circumstances: taken before it was opened.
struct OpenIndex
{
    Circumstances circumstances;
    std::unique_ptr<storage::View> view;
};
[[nodiscard]] Told<OpenIndex> open_index(const ApiContext& context);

/// NOT_FOUND that says what is indexed; `what` is what was asked for.
[[nodiscard]] tl::unexpected<CallFailure> not_indexed(
    const storage::View& view, const ChainId& chain, const std::string& what);

[[nodiscard]] CallAnswer<storage::BlockRecord> find_block(
    const storage::View& view, const ChainId& chain, uint64_t number);
}  // namespace interlock::server
