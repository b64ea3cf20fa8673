#include "client/decode.hpp"

namespace interlock::client
{
namespace
{
Decoded<Verdict> decode_not_yet(const pb::NotYet& wait, std::string_view field)
{
    NotYet out;
    out.reason = wait.reason();
    out.explanation = wait.explanation();
    out.awaited_timestamp_s = wait.awaited_timestamp();
    out.awaited_level = wire::from_proto(wait.awaited_level());
    const auto chain = decode_chain_if_any(wait.chain_id(), in(field, "not_yet.chain_id"));
    if (!chain)
        return tl::unexpected{chain.error()};
    out.chain_id = *chain;
    const auto head = decode_if(wait.has_head(), wait.head(), in(field, "not_yet.head"));
    if (!head)
        return tl::unexpected{head.error()};
    out.head = *head;
    return out;
}

/// Whether `part` may stand beside `overall`: a list is no better than the worst of its messages.
bool agrees(const Verdict& overall, const Answer& part)
{
    if (std::holds_alternative<Invalid>(overall))
        return true;
    if (!part || std::holds_alternative<Invalid>(*part))
        return false;
    return std::holds_alternative<NotYet>(overall) || std::holds_alternative<Valid>(*part);
}

Decoded<AccessAnswer> decode_access(
    const pb::AccessVerdict& item, const MessageAccess& announced, std::string_view field)
{
    const auto at = wire::position_from_proto(item.announced(), "announced");
    if (!at)
        return tl::unexpected{std::string{field} + "." + at.error()};
    const auto checksum = wire::hash_from_proto(item.checksum(), "checksum");
    if (!checksum)
        return tl::unexpected{std::string{field} + "." + checksum.error()};
    if (MessageAccess{.at = *at, .checksum = *checksum} != announced)
        return tl::unexpected{std::string{field} + " is not the message that was asked about"};
    return decode_answer(item, field)
        .map([&](Answer&& answer)
            { return AccessAnswer{.announced = announced, .answer = std::move(answer)}; });
}

Decoded<Head> decode_head(const pb::Head& head, std::string_view field)
{
    const auto level = wire::level_from_proto(head.level(), "level");
    if (!level)
        return tl::unexpected{std::string{field} + "." + level.error()};
    if (head.has_cannot_tell())
        return Head{.level = *level, .block = tl::unexpected{decode(head.cannot_tell())}};
    if (!head.has_block())
        return tl::unexpected{std::string{field} + " has neither a block nor a cause"};
    return wire::from_proto(head.block(), field)
        .map([&](const BlockSeal& seal) { return Head{.level = *level, .block = seal}; });
}

Decoded<ChainHeads> decode_chain_heads(const pb::ChainHeads& chain, std::string_view field)
{
    const auto id = wire::chain_id_from_proto(chain.chain_id(), "chain_id");
    if (!id)
        return tl::unexpected{std::string{field} + "." + id.error()};
    return decode_all<Head>(chain.heads(), std::string{field} + ".heads", decode_head)
        .map([&](std::vector<Head>&& heads)
            { return ChainHeads{.chain_id = *id, .heads = std::move(heads)}; });
}

Decoded<NamedChain> decode_chain(const pb::DependencySetChain& chain, std::string_view field)
{
    const auto id = wire::chain_id_from_proto(chain.chain_id(), "chain_id");
    if (!id)
        return tl::unexpected{std::string{field} + "." + id.error()};
    NamedChain out;
    out.config.id = *id;
    out.config.block_time_s = chain.block_time();
    out.name = chain.name();
    if (chain.has_activation_time())
        out.config.activation_s = chain.activation_time();
    return out;
}
}  // namespace

CannotTell decode(const pb::CannotTell& cannot_tell)
{
    return {.cause = cannot_tell.cause(), .explanation = cannot_tell.explanation()};
}

std::string in(std::string_view field, std::string_view name)
{
    return std::string{field} + "." + std::string{name};
}

Decoded<std::optional<ChainId>> decode_chain_if_any(
    const std::string& bytes, std::string_view field)
{
    if (bytes.empty())
        return std::optional<ChainId>{};
    return wire::chain_id_from_proto(bytes, field)
        .map([](const ChainId& id) { return std::optional{id}; });
}

std::vector<SafetyLevel> decode_levels(const google::protobuf::RepeatedField<int>& levels)
{
    std::vector<SafetyLevel> out;
    for (const int level : levels)
    {
        if (const auto known = wire::from_proto(static_cast<pb::SafetyLevel>(level)))
            out.push_back(*known);
    }
    return out;
}

Decoded<Verdict> decode(const pb::Verdict& verdict, std::string_view field)
{
    switch (verdict.verdict_case())
    {
        case pb::Verdict::kValid:
            return decode_if(verdict.valid().has_initiating_block(),
                verdict.valid().initiating_block(), in(field, "valid.initiating_block"))
                .map([](const std::optional<BlockSeal>& block)
                    { return Verdict{Valid{.initiating_block = block}}; });
        case pb::Verdict::kInvalid:
            return Invalid{.reason = verdict.invalid().reason(),
                .explanation = verdict.invalid().explanation(),
                .expected = verdict.invalid().expected(),
                .found = verdict.invalid().found()};
        case pb::Verdict::kNotYet:
            return decode_not_yet(verdict.not_yet(), field);
        case pb::Verdict::VERDICT_NOT_SET:
            break;
    }
    return tl::unexpected{std::string{field} + " has no verdict that this client knows"};
}

Decoded<AccessListAnswer> decode(
    const pb::CheckAccessListReply& reply, std::span<const MessageAccess> announced)
{
    if (static_cast<size_t>(reply.messages_size()) != announced.size())
        return tl::unexpected{"messages has " + std::to_string(reply.messages_size()) +
                              " answers to " + std::to_string(announced.size()) + " messages"};
    auto overall = decode(reply.overall(), "overall");
    if (!overall)
        return tl::unexpected{std::move(overall.error())};
    AccessListAnswer out{.overall = std::move(*overall), .messages = {}};
    for (size_t i = 0; i < announced.size(); ++i)
    {
        const auto field = "messages[" + std::to_string(i) + "]";
        auto one = decode_access(reply.messages(static_cast<int>(i)), announced[i], field);
        if (!one)
            return tl::unexpected{std::move(one.error())};
        if (!agrees(out.overall, one->answer))
            return tl::unexpected{field + " contradicts the overall verdict"};
        out.messages.push_back(std::move(*one));
    }
    return out;
}

Decoded<std::vector<Answer>> decode(const pb::CheckMessagesReply& reply, size_t count)
{
    if (static_cast<size_t>(reply.results_size()) != count)
        return tl::unexpected{"results has " + std::to_string(reply.results_size()) +
                              " answers to " + std::to_string(count) + " messages"};
    return decode_all<Answer>(reply.results(), "results",
        [](const pb::MessageResult& result, std::string_view field)
        { return decode_answer(result, field); });
}

Decoded<Heads> decode(const pb::GetHeadsReply& reply)
{
    return decode_all<ChainHeads>(reply.chains(), "chains", decode_chain_heads)
        .map([&](std::vector<ChainHeads>&& chains)
            { return Heads{.chains = std::move(chains), .sequence = reply.sequence()}; });
}

Decoded<Chains> decode(const pb::GetDependencySetReply& reply)
{
    return decode_all<NamedChain>(reply.chains(), "chains", decode_chain)
        .map(
            [&](std::vector<NamedChain>&& chains) {
                return Chains{
                    .chains = std::move(chains), .expiry_window_s = reply.expiry_window()};
            });
}
}  // namespace interlock::client
