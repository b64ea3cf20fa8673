// The graph of messages.
#include "client/decode.hpp"

namespace interlock::client
{
namespace
{
Decoded<GraphBlock> decode_block(const pb::GraphBlock& block, std::string_view field)
{
    const auto chain = wire::chain_id_from_proto(block.chain_id(), in(field, "chain_id"));
    if (!chain)
        return tl::unexpected{chain.error()};
    return wire::from_proto(block.block(), in(field, "block"))
        .map(
            [&](const BlockSeal& seal)
            {
                return GraphBlock{.chain_id = *chain,
                    .block = seal,
                    .log_count = block.log_count(),
                    .levels = decode_levels(block.levels()),
                    .invalid = block.invalid()};
            });
}

Decoded<ExecutingAnswer> decode_message(const pb::GraphMessage& message, std::string_view field)
{
    const auto chain =
        wire::chain_id_from_proto(message.executing_chain_id(), in(field, "executing_chain_id"));
    if (!chain)
        return tl::unexpected{chain.error()};
    const auto executing = wire::from_proto(message.message(), in(field, "message"));
    if (!executing)
        return tl::unexpected{executing.error()};
    return decode_answer(message, field)
        .map(
            [&](Answer&& answer)
            {
                return ExecutingAnswer{.chain_id = *chain,
                    .block_number = message.executing_number(),
                    .log_index = executing->log_index,
                    .message = message_of(*executing),
                    .answer = std::move(answer)};
            });
}
}  // namespace

Decoded<Graph> decode(const pb::GetGraphReply& reply)
{
    auto blocks = decode_all<GraphBlock>(reply.blocks(), "blocks", decode_block);
    if (!blocks)
        return tl::unexpected{std::move(blocks.error())};
    return decode_all<ExecutingAnswer>(reply.messages(), "messages", decode_message)
        .map(
            [&](std::vector<ExecutingAnswer>&& messages)
            {
                return Graph{.blocks = std::move(*blocks),
                    .messages = std::move(messages),
                    .truncated = reply.truncated()};
            });
}
}  // namespace interlock::client
