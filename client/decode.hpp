// Replies of the service as answers. Pure; any thread.
//
// A reply is not believed: wrong lengths, a missing verdict, or an overall verdict that its parts
// contradict are errors, which name the field. So nothing broken ever reads as "valid".
#pragma once

#include "client/block_pages.hpp"
#include "interlock/v1/index.pb.h"
#include "interlock/v1/supervisor.pb.h"
#include "proto/wire/convert.hpp"

namespace interlock::client
{
[[nodiscard]] Decoded<Verdict> decode(const pb::Verdict& verdict, std::string_view field);
[[nodiscard]] CannotTell decode(const pb::CannotTell& cannot_tell);
[[nodiscard]] Decoded<std::optional<BlockSeal>> decode_seal(
    bool present, const pb::BlockSeal& seal, std::string_view field);
/// Levels that this client does not know are left out.
[[nodiscard]] std::vector<SafetyLevel> decode_levels(
    const google::protobuf::RepeatedField<int>& levels);

/// `announced` is what the request's entries announce.
[[nodiscard]] Decoded<AccessListAnswer> decode(
    const pb::CheckAccessListReply& reply, std::span<const MessageAccess> announced);
/// `count` is the number of messages in the request.
[[nodiscard]] Decoded<std::vector<Answer>> decode(
    const pb::CheckMessagesReply& reply, size_t count);
[[nodiscard]] Decoded<std::vector<ChainHeads>> decode(const pb::GetHeadsReply& reply);
[[nodiscard]] Decoded<Chains> decode(const pb::GetDependencySetReply& reply);

[[nodiscard]] Decoded<Status> decode(const pb::GetStatusReply& reply);
[[nodiscard]] Decoded<BlockPage> decode(const pb::GetBlockReply& reply);
[[nodiscard]] Decoded<MessageInfo> decode(const pb::GetMessageReply& reply);

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
