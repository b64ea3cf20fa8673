// The replies to questions about blocks.
#include "client/decode.hpp"

namespace interlock::client
{
namespace
{
/// What one block more in a range must be; empty when `block` is it.
std::string fault_of(
    const BlockSeal& block, const std::vector<DerivationInput>& before, const NumberRange& asked)
{
    if (block.id.number != asked.first + before.size() || block.id.number > asked.last)
        return " is block " + std::to_string(block.id.number) + " and not the next one asked for";
    if (!before.empty() && block.parent_hash != before.back().block.id.hash)
        return " is no child of the one before";
    return {};
}

Decoded<ResolvedMessage> decode_resolved(const pb::ResolvedMessage& message, std::string_view field)
{
    const auto executing = wire::from_proto(message.message(), in(field, "message"));
    if (!executing)
        return tl::unexpected{executing.error()};
    const auto initiating = decode_if(
        message.has_initiating_block(), message.initiating_block(), in(field, "initiating_block"));
    if (!initiating)
        return tl::unexpected{initiating.error()};
    const auto required =
        decode_if(message.has_required_l1(), message.required_l1(), in(field, "required_l1"));
    if (!required)
        return tl::unexpected{required.error()};
    return decode_answer(message, field)
        .map(
            [&](Answer&& answer)
            {
                return ResolvedMessage{.executing = *executing,
                    .initiating_block = *initiating,
                    .levels = decode_levels(message.levels()),
                    .required_l1 = *required,
                    .answer = std::move(answer)};
            });
}

Decoded<DerivationInput> decode_input(const pb::DerivationInput& input, std::string_view field)
{
    const auto block = wire::from_proto(input.block(), in(field, "block"));
    if (!block)
        return tl::unexpected{block.error()};
    auto decision = decode(input.decision(), in(field, "decision"));
    if (!decision)
        return tl::unexpected{std::move(decision.error())};
    const auto derived_from =
        decode_if(input.has_derived_from(), input.derived_from(), in(field, "derived_from"));
    if (!derived_from)
        return tl::unexpected{derived_from.error()};
    const auto required =
        decode_if(input.has_required_l1(), input.required_l1(), in(field, "required_l1"));
    if (!required)
        return tl::unexpected{required.error()};
    return decode_all<ResolvedMessage>(input.messages(), in(field, "messages"), decode_resolved)
        .map(
            [&](std::vector<ResolvedMessage>&& messages)
            {
                return DerivationInput{.block = *block,
                    .decision = std::move(*decision),
                    .messages = std::move(messages),
                    .derived_from = *derived_from,
                    .required_l1 = *required};
            });
}

Decoded<LevelHead> decode_level_head(const pb::LevelHead& head, std::string_view field)
{
    const auto level = wire::level_from_proto(head.level(), in(field, "level"));
    if (!level)
        return tl::unexpected{level.error()};
    return decode_if(head.has_block(), head.block(), in(field, "block"))
        .map([&](const std::optional<BlockSeal>& block)
            { return LevelHead{.level = *level, .block = block}; });
}

Decoded<PendingBlock> decode_step(const pb::PendingBlock& step, std::string_view field)
{
    return decode(step, field);
}

/// Whether the decision on the block asked for is one that the contract allows; empty when it is.
/// A block that is gone can only be one that was found invalid.
std::string fault_of(
    const BlockId& block, const BlockDecision& decision, bool canonical, const BlockRef& asked)
{
    if (!names(asked, block))
        return "block is not the one that was asked for";
    if (!canonical && std::holds_alternative<Accept>(decision))
        return "decision accepts a block that the chain does not have";
    return {};
}
}  // namespace

Decoded<BlockCheck> decode(const pb::CheckBlockReply& reply, const BlockRef& asked)
{
    const auto block = wire::from_proto(reply.block(), "block");
    if (!block)
        return tl::unexpected{block.error()};
    auto decision = decode(reply.decision(), "decision");
    if (!decision)
        return tl::unexpected{std::move(decision.error())};
    if (auto fault = fault_of(block->id, *decision, reply.canonical(), asked); !fault.empty())
        return tl::unexpected{std::move(fault)};
    return decode_if(reply.has_replaced_by(), reply.replaced_by(), "replaced_by")
        .map(
            [&](const std::optional<BlockId>& replaced_by)
            {
                return BlockCheck{.block = *block,
                    .decision = std::move(*decision),
                    .canonical = reply.canonical(),
                    .replaced_by = replaced_by};
            });
}

Decoded<std::vector<DerivationInput>> decode(
    const pb::GetDerivationInputsReply& reply, const NumberRange& asked)
{
    std::vector<DerivationInput> out;
    for (const auto& item : reply.blocks())
    {
        const auto field = "blocks[" + std::to_string(out.size()) + "]";
        auto input = decode_input(item, field);
        if (!input)
            return tl::unexpected{std::move(input.error())};
        if (const auto fault = fault_of(input->block, out, asked); !fault.empty())
            return tl::unexpected{field + fault};
        out.push_back(std::move(*input));
    }
    return out;
}

Decoded<Explanation> decode(const pb::ExplainReply& reply, const std::optional<BlockRef>& asked)
{
    auto heads = decode_all<LevelHead>(reply.heads(), "heads", decode_level_head);
    if (!heads)
        return tl::unexpected{std::move(heads.error())};
    auto steps = decode_all<PendingBlock>(reply.steps(), "steps", decode_step);
    if (!steps)
        return tl::unexpected{std::move(steps.error())};
    if (asked && steps->empty())
        return tl::unexpected<std::string>{"steps lacks the block that was asked for"};
    if (asked)
    {
        const auto& [level, chain, block, decision] = steps->front();
        const auto fault = fault_of(block.id, decision, reply.canonical(), *asked);
        if (!fault.empty())
            return tl::unexpected{"steps[0]." + fault};
    }
    return Explanation{.heads = std::move(*heads),
        .steps = std::move(*steps),
        .explanation = reply.explanation(),
        .canonical = !asked || reply.canonical()};
}
}  // namespace interlock::client
