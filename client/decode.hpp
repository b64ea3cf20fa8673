// Replies of the service as answers. Pure; any thread.
//
// A reply is not believed: wrong lengths, a missing verdict, or an overall verdict that its parts
// contradict are errors, which name the field. So nothing broken ever reads as "valid".
#pragma once

#include "client/block_pages.hpp"
#include "client/block_ref.hpp"
#include "client/changes.hpp"
#include "client/derivation.hpp"
#include "client/graph.hpp"
#include "client/messages.hpp"
#include "client/super_root.hpp"
#include "interlock/v1/index.pb.h"
#include "interlock/v1/supervisor.pb.h"
#include "proto/wire/convert.hpp"

namespace interlock::client
{
[[nodiscard]] Decoded<Verdict> decode(const pb::Verdict& verdict, std::string_view field);
[[nodiscard]] CannotTell decode(const pb::CannotTell& cannot_tell);
[[nodiscard]] Decoded<BlockDecision> decode(
    const pb::BlockDecision& decision, std::string_view field);
[[nodiscard]] Decoded<Replace> decode(const pb::Replace& replace, std::string_view field);
[[nodiscard]] Decoded<PendingBlock> decode(const pb::PendingBlock& pending, std::string_view field);
[[nodiscard]] Decoded<Divergence> decode(const pb::Divergence& divergence, std::string_view field);
/// An id that may be left out.
[[nodiscard]] Decoded<std::optional<ChainId>> decode_chain_if_any(
    const std::string& bytes, std::string_view field);
/// Levels that this client does not know are left out.
[[nodiscard]] std::vector<SafetyLevel> decode_levels(
    const google::protobuf::RepeatedField<int>& levels);

/// `announced` is what the request's entries announce.
[[nodiscard]] Decoded<AccessListAnswer> decode(
    const pb::CheckAccessListReply& reply, std::span<const MessageAccess> announced);
/// `count` is the number of messages in the request.
[[nodiscard]] Decoded<std::vector<Answer>> decode(
    const pb::CheckMessagesReply& reply, size_t count);
[[nodiscard]] Decoded<Heads> decode(const pb::GetHeadsReply& reply);
[[nodiscard]] Decoded<Chains> decode(const pb::GetDependencySetReply& reply);
/// `asked` is the block that the request names.
[[nodiscard]] Decoded<BlockCheck> decode(const pb::CheckBlockReply& reply, const BlockRef& asked);
/// `asked` are the numbers in the request; an honest reply may end before the last.
[[nodiscard]] Decoded<std::vector<DerivationInput>> decode(
    const pb::GetDerivationInputsReply& reply, const NumberRange& asked);
/// `timestamp_s` is the time in the request.
[[nodiscard]] Decoded<SuperRoot> decode(const pb::GetSuperRootReply& reply, uint64_t timestamp_s);
[[nodiscard]] Decoded<HeadChange> decode(const pb::HeadChange& change);
[[nodiscard]] Decoded<VerdictChange> decode(const pb::VerdictChange& change);

[[nodiscard]] Decoded<Status> decode(const pb::GetStatusReply& reply);
[[nodiscard]] Decoded<BlockPage> decode(const pb::GetBlockReply& reply);
[[nodiscard]] Decoded<MessageInfo> decode(const pb::GetMessageReply& reply);
/// `asked` is the block that the request names; nullopt when it names a head.
[[nodiscard]] Decoded<Explanation> decode(
    const pb::ExplainReply& reply, const std::optional<BlockRef>& asked);
[[nodiscard]] Decoded<Graph> decode(const pb::GetGraphReply& reply);
[[nodiscard]] Decoded<MessagePage> decode(const pb::ListMessagesReply& reply);
[[nodiscard]] Decoded<TransactionAnswer> decode(const pb::FindTransactionReply& reply);
[[nodiscard]] Decoded<ExecutingAnswer> decode_executing(
    const pb::ExecutingLog& log, std::string_view field);

/// "field.name".
[[nodiscard]] std::string in(std::string_view field, std::string_view name);

/// The value in `message`; nullopt when there is none.
template <typename Wire>
[[nodiscard]] auto decode_if(bool present, const Wire& message, std::string_view field)
{
    using T = typename decltype(wire::from_proto(message, field))::value_type;
    if (!present)
        return Decoded<std::optional<T>>{};
    return wire::from_proto(message, field)
        .map([](T&& value) { return std::optional<T>{std::move(value)}; });
}

/// The answer in a message with the oneof `result { Verdict verdict; CannotTell cannot_tell; }`.
template <typename Holder>
[[nodiscard]] Decoded<Answer> decode_answer(const Holder& holder, std::string_view field)
{
    if (holder.has_cannot_tell())
        return Answer{tl::unexpect, decode(holder.cannot_tell())};
    if (!holder.has_verdict())
        return tl::unexpected{std::string{field} + " has neither a verdict nor a cause"};
    return decode(holder.verdict(), field)
        .map([](Verdict&& verdict) { return Answer{std::move(verdict)}; });
}

/// Decodes each of `items` with `decode_one(item, field)`; the first error wins. Fields are named
/// "name[i]".
template <typename T, typename Items, typename DecodeOne>
[[nodiscard]] Decoded<std::vector<T>> decode_all(
    const Items& items, std::string_view name, DecodeOne&& decode_one)
{
    std::vector<T> out;
    out.reserve(static_cast<size_t>(items.size()));
    for (const auto& item : items)
    {
        const auto field = std::string{name} + "[" + std::to_string(out.size()) + "]";
        Decoded<T> one = decode_one(item, std::string_view{field});
        if (!one)
            return tl::unexpected{std::move(one.error())};
        out.push_back(std::move(*one));
    }
    return out;
}
}  // namespace interlock::client
