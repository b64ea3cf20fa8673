// Lists of messages, and transactions.
#include "client/decode.hpp"

namespace interlock::client
{
namespace
{
tl::unexpected<std::string> failed(const std::string& error)
{
    return tl::unexpected{error};
}

Decoded<Uint256> decode_number(const std::string& bytes, std::string_view field)
{
    return wire::hash_from_proto(bytes, field)
        .map([](const Hash32& word) { return Uint256{word.bytes}; });
}

Decoded<std::optional<TokenTransfer>> decode_transfer(
    const pb::MessengerMessage& message, std::string_view field)
{
    if (!message.has_transfer())
        return std::optional<TokenTransfer>{};
    const auto& transfer = message.transfer();
    const auto token = wire::address_from_proto(transfer.token(), in(field, "token"));
    const auto from = wire::address_from_proto(transfer.from(), in(field, "from"));
    const auto to = wire::address_from_proto(transfer.to(), in(field, "to"));
    const auto amount = decode_number(transfer.amount(), in(field, "amount"));
    for (const auto* address : {&token, &from, &to})
    {
        if (!*address)
            return failed(address->error());
    }
    if (!amount)
        return failed(amount.error());
    return std::optional{TokenTransfer{*token, *from, *to, *amount}};
}

Decoded<std::optional<Relay>> decode_relay(
    const pb::MessengerMessage& message, std::string_view field)
{
    if (!message.has_relayed())
        return std::optional<Relay>{};
    return wire::hash_from_proto(message.relayed().message_hash(), in(field, "message_hash"))
        .map(
            [&](const Hash32& hash) {
                return std::optional{Relay{message.relayed().log_index(), hash}};
            });
}

Decoded<SentMessage> decode_sent(const pb::MessengerMessage& message, std::string_view field)
{
    const auto destination =
        wire::chain_id_from_proto(message.destination(), in(field, "destination"));
    const auto target = wire::address_from_proto(message.target(), in(field, "target"));
    const auto sender = wire::address_from_proto(message.sender(), in(field, "sender"));
    const auto nonce = decode_number(message.nonce(), in(field, "nonce"));
    if (!destination)
        return failed(destination.error());
    if (!target || !sender)
        return failed(target ? sender.error() : target.error());
    if (!nonce)
        return failed(nonce.error());
    const auto data = wire::view_of(message.message());
    return SentMessage{*destination, *target, *nonce, *sender, {data.begin(), data.end()}};
}

Decoded<std::optional<MessengerMessage>> decode_messenger(
    bool present, const pb::MessengerMessage& message, std::string_view field)
{
    if (!present)
        return std::optional<MessengerMessage>{};
    auto sent = decode_sent(message, field);
    auto transfer = decode_transfer(message, in(field, "transfer"));
    auto relay = decode_relay(message, in(field, "relayed"));
    if (!sent)
        return failed(sent.error());
    if (!transfer || !relay)
        return failed(transfer ? relay.error() : transfer.error());
    return std::optional{
        MessengerMessage{*std::move(sent), *std::move(transfer), *std::move(relay)}};
}

Decoded<ListedMessage> decode_listed(const pb::ListedMessage& message, std::string_view field)
{
    auto executing = decode_executing(message.executing(), in(field, "executing"));
    if (!executing)
        return failed(executing.error());
    const auto block = wire::from_proto(message.executing_block(), in(field, "executing_block"));
    if (!block)
        return failed(block.error());
    if (block->id.number != executing->block_number)
        return failed(std::string{field} + ".executing_block is not that of executing");
    return decode_messenger(message.has_messenger(), message.messenger(), in(field, "messenger"))
        .map(
            [&](std::optional<MessengerMessage>&& messenger)
            {
                return ListedMessage{.executing = *std::move(executing),
                    .block = *block,
                    .levels = decode_levels(message.levels()),
                    .messenger = std::move(messenger),
                    .undecoded = message.undecoded()};
            });
}

Decoded<TransactionLog> decode_log(const pb::TransactionLog& log, std::string_view field)
{
    const auto origin = wire::address_from_proto(log.origin(), in(field, "origin"));
    const auto hash = wire::hash_from_proto(log.log_hash(), in(field, "log_hash"));
    if (!origin || !hash)
        return failed(origin ? hash.error() : origin.error());
    TransactionLog out{.log_index = log.log_index(),
        .origin = *origin,
        .log_hash = *hash,
        .executes = {},
        .executed_by = {},
        .sent = {}};
    if (log.has_executes())
    {
        auto executes = decode_executing(log.executes(), in(field, "executes"));
        if (!executes)
            return failed(executes.error());
        out.executes = *std::move(executes);
    }
    auto executed_by =
        decode_all<ExecutingAnswer>(log.executed_by(), in(field, "executed_by"), decode_executing);
    if (!executed_by)
        return failed(executed_by.error());
    out.executed_by = *std::move(executed_by);
    auto sent = decode_messenger(log.has_sent(), log.sent(), in(field, "sent"));
    if (!sent)
        return failed(sent.error());
    out.sent = *std::move(sent);
    return out;
}

Decoded<FoundTransaction> decode_found(const pb::FoundTransaction& found, std::string_view field)
{
    const auto chain = wire::chain_id_from_proto(found.chain_id(), in(field, "chain_id"));
    const auto block = wire::from_proto(found.block(), in(field, "block"));
    if (!chain)
        return failed(chain.error());
    if (!block)
        return failed(block.error());
    return decode_all<TransactionLog>(found.logs(), in(field, "logs"), decode_log)
        .map(
            [&](std::vector<TransactionLog>&& logs)
            {
                return FoundTransaction{.chain_id = *chain,
                    .block = *block,
                    .levels = decode_levels(found.levels()),
                    .index = found.index(),
                    .succeeded = found.succeeded(),
                    .logs = std::move(logs),
                    .more_logs = found.more_logs()};
            });
}

Decoded<UnaskedChain> decode_unasked(const pb::UnaskedChain& chain, std::string_view field)
{
    return wire::chain_id_from_proto(chain.chain_id(), in(field, "chain_id"))
        .map(
            [&](const ChainId& id) {
                return UnaskedChain{id, chain.why()};
            });
}
}  // namespace

Decoded<MessagePage> decode(const pb::ListMessagesReply& reply)
{
    return decode_all<ListedMessage>(reply.messages(), "messages", decode_listed)
        .map(
            [&](std::vector<ListedMessage>&& messages) {
                return MessagePage{std::move(messages), reply.next_page_token()};
            });
}

Decoded<TransactionAnswer> decode(const pb::FindTransactionReply& reply)
{
    auto found = decode_all<FoundTransaction>(reply.found(), "found", decode_found);
    if (!found)
        return failed(found.error());
    return decode_all<UnaskedChain>(reply.unasked(), "unasked", decode_unasked)
        .map(
            [&](std::vector<UnaskedChain>&& unasked) {
                return TransactionAnswer{*std::move(found), std::move(unasked)};
            });
}
}  // namespace interlock::client
