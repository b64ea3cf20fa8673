// Decisions on whole blocks.
#include "client/decode.hpp"

namespace interlock::client
{
namespace
{
Decoded<Wait> decode_wait(const pb::Wait& wait, std::string_view field)
{
    const auto chain = decode_chain_if_any(wait.chain_id(), in(field, "chain_id"));
    if (!chain)
        return tl::unexpected{chain.error()};
    return decode_if(wait.has_message(), wait.message(), in(field, "message"))
        .map(
            [&](const std::optional<ExecutingLog>& message)
            {
                return Wait{.reason = wait.reason(),
                    .explanation = wait.explanation(),
                    .chain_id = *chain,
                    .number = wait.number(),
                    .timestamp_s = wait.timestamp(),
                    .message = message,
                    .since_s = wait.since()};
            });
}

BlockDecision as_decision(BlockDecision decision)
{
    return decision;
}
}  // namespace

Decoded<Replace> decode(const pb::Replace& replace, std::string_view field)
{
    return decode_if(replace.has_message(), replace.message(), in(field, "message"))
        .map(
            [&](const std::optional<ExecutingLog>& message)
            {
                return Replace{.fault = {.reason = replace.reason(),
                                   .explanation = replace.explanation(),
                                   .expected = replace.expected(),
                                   .found = replace.found()},
                    .message = message,
                    .since_s = replace.since()};
            });
}

Decoded<BlockDecision> decode(const pb::BlockDecision& decision, std::string_view field)
{
    switch (decision.decision_case())
    {
        case pb::BlockDecision::kAccept:
            return BlockDecision{Accept{}};
        case pb::BlockDecision::kWait:
            return decode_wait(decision.wait(), in(field, "wait")).map(as_decision);
        case pb::BlockDecision::kReplace:
            return decode(decision.replace(), in(field, "replace")).map(as_decision);
        case pb::BlockDecision::DECISION_NOT_SET:
            break;
    }
    return tl::unexpected{std::string{field} + " is none that this client knows"};
}

Decoded<PendingBlock> decode(const pb::PendingBlock& pending, std::string_view field)
{
    const auto level = wire::level_from_proto(pending.level(), in(field, "level"));
    if (!level)
        return tl::unexpected{level.error()};
    const auto chain = wire::chain_id_from_proto(pending.chain_id(), in(field, "chain_id"));
    if (!chain)
        return tl::unexpected{chain.error()};
    const auto block = wire::from_proto(pending.block(), in(field, "block"));
    if (!block)
        return tl::unexpected{block.error()};
    return decode(pending.decision(), in(field, "decision"))
        .map(
            [&](BlockDecision&& decision)
            {
                return PendingBlock{.level = *level,
                    .chain_id = *chain,
                    .block = *block,
                    .decision = std::move(decision)};
            });
}

Decoded<Divergence> decode(const pb::Divergence& divergence, std::string_view field)
{
    const auto claimed = wire::level_from_proto(divergence.claimed(), in(field, "claimed"));
    if (!claimed)
        return tl::unexpected{claimed.error()};
    const auto head = wire::from_proto(divergence.claimed_head(), in(field, "claimed_head"));
    if (!head)
        return tl::unexpected{head.error()};
    const auto block = wire::from_proto(divergence.block(), in(field, "block"));
    if (!block)
        return tl::unexpected{block.error()};
    const auto initiating =
        decode_chain_if_any(divergence.initiating_chain_id(), in(field, "initiating_chain_id"));
    if (!initiating)
        return tl::unexpected{initiating.error()};
    return decode(divergence.why(), in(field, "why"))
        .map(
            [&](Replace&& why)
            {
                return Divergence{.claimed = *claimed,
                    .claimed_head = *head,
                    .block = *block,
                    .why = std::move(why),
                    .failsafe = divergence.failsafe(),
                    .initiating_chain_id = *initiating};
            });
}
}  // namespace interlock::client
