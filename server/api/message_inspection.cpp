#include "server/api/message_inspection.hpp"

#include <fmt/format.h>

#include "server/api/block_inspection.hpp"
#include "server/api/transactions.hpp"
#include "server/query/message_list.hpp"

namespace interlock::server
{
namespace
{
/// 8 bytes of time, 32 of chain, 8 of number and 4 of log index, each big-endian. Clients see
/// bytes.
constexpr size_t kTokenBytes = 52;

std::string to_token(const ListPlace& place)
{
    std::string out;
    const auto put = [&out](ByteView bytes) { out.append(bytes.begin(), bytes.end()); };
    put(big_endian(place.timestamp_s));
    put(place.chain_id.value.be);
    put(big_endian(place.block_number));
    put(big_endian(place.log_index));
    return out;
}

CallAnswer<std::optional<ListPlace>> place_from(const std::string& token)
{
    if (token.empty())
        return std::nullopt;
    if (token.size() != kTokenBytes)
        return refuse("page_token is not one that this call has given");
    const auto bytes = wire::view_of(token);
    ListPlace out{.timestamp_s = from_big_endian<uint64_t>(bytes.subspan(0, 8)),
        .chain_id = {},
        .block_number = from_big_endian<uint64_t>(bytes.subspan(40, 8)),
        .log_index = from_big_endian<uint32_t>(bytes.subspan(48, 4))};
    std::copy_n(bytes.begin() + 8, out.chain_id.value.be.size(), out.chain_id.value.be.begin());
    return out;
}

CallAnswer<MessageState> state_from(int state)
{
    switch (state)
    {
        case pb::MESSAGE_STATE_VALID:
            return MessageState::valid;
        case pb::MESSAGE_STATE_INVALID:
            return MessageState::invalid;
        case pb::MESSAGE_STATE_NOT_YET:
            return MessageState::not_yet;
        case pb::MESSAGE_STATE_CANNOT_TELL:
            return MessageState::cannot_tell;
        default:
            return refuse(fmt::format("states: {} is none", state));
    }
}

CallAnswer<MessageFilter> filter_from(
    const ApiContext& context, const pb::ListMessagesRequest& request)
{
    auto executing = chains_from(context, request.executing_chain_ids());
    if (!executing)
        return tl::unexpected{executing.error()};
    MessageFilter out{.executing = *std::move(executing), .initiating = {}, .states = {}};
    if (request.initiating_chain_ids_size() > 0)
    {
        auto initiating = chains_from(context, request.initiating_chain_ids());
        if (!initiating)
            return tl::unexpected{initiating.error()};
        out.initiating = *std::move(initiating);
    }
    for (const auto state : request.states())
    {
        const auto known = state_from(state);
        if (!known)
            return tl::unexpected{known.error()};
        out.states.push_back(*known);
    }
    out.since_s = request.since();
    if (request.until() != 0)
        out.until_s = request.until();
    auto after = place_from(request.page_token());
    if (!after)
        return tl::unexpected{after.error()};
    out.after = *after;
    return out;
}

CallAnswer<ListLimits> limits_from(const pb::ListMessagesRequest& request)
{
    const auto most = request.decode() ? kMaxDecodedMessages : kMaxListedMessages;
    if (request.limit() > most)
    {
        return refuse(fmt::format("limit is {}, at most {} messages are {}", request.limit(), most,
            request.decode() ? "decoded" : "told"));
    }
    return ListLimits{.messages = request.limit() == 0 ? kDefaultListedMessages : request.limit()};
}

/// The messages of the messenger among those listed, and where each stands in the reply.
struct MessengerLogs
{
    std::vector<MessengerLog> logs;
    std::vector<int> places;
};
CallAnswer<MessengerLogs> messenger_logs(
    const storage::View& view, const MessageList& list, pb::ListMessagesReply& reply)
{
    MessengerLogs out;
    for (size_t i = 0; i < list.messages.size(); ++i)
    {
        const auto& [record, block, answer] = list.messages[i];
        const auto& message = record.log.message;
        if (record.log.malformed || message.id.origin != kMessenger)
            continue;
        const auto place = static_cast<int>(i);
        const auto initiating = view.block(message.id.at.chain_id, message.id.at.block_number);
        if (!initiating)
            return cannot_tell(initiating.error());
        if (!*initiating)
        {
            reply.mutable_messages(place)->set_undecoded("its block is not in the index");
            continue;
        }
        const Lookup::Block executing{record.chain_id, block.id};
        out.places.push_back(place);
        out.logs.push_back({.block = {message.id.at.chain_id, (*initiating)->seal.id},
            .log_index = message.id.at.log_index,
            .log_hash = log_hash(message.id.origin, message.payload_hash),
            .execution = MessengerLog::Execution{executing, record.log.log_index}});
    }
    return out;
}

CallResult put_decoded(Lookup& lookup, const MessengerLogs& asked, pb::ListMessagesReply& reply)
{
    const auto decoded = decode_messages(lookup, asked.logs);
    if (!decoded)
        return cannot_tell(decoded.error());
    for (size_t i = 0; i < decoded->size(); ++i)
    {
        auto& out = *reply.mutable_messages(asked.places[i]);
        if ((*decoded)[i].sent)
            put_messenger((*decoded)[i], *out.mutable_messenger());
        else
            out.set_undecoded((*decoded)[i].why);
    }
    return {};
}

CallResult put(const OpenIndex& open, const ListedMessage& listed, pb::ListedMessage& out)
{
    put_executing(listed.record, listed.answer, *out.mutable_executing());
    *out.mutable_executing_block() = wire::to_proto(listed.block);
    const auto levels = levels_of(*open.view, listed.record.chain_id, listed.block.id.number);
    if (!levels)
        return cannot_tell(levels.error());
    put_levels(*levels, out);
    return {};
}
}  // namespace

CallResult list_messages(const ApiContext& context, Lookup* lookup,
    const pb::ListMessagesRequest& request, pb::ListMessagesReply& reply)
{
    const auto filter = filter_from(context, request);
    const auto limits = limits_from(request);
    if (!filter || !limits)
        return tl::unexpected{filter ? limits.error() : filter.error()};
    auto open = open_index(context);
    if (!open)
        return tl::unexpected{open.error()};
    const auto list =
        list_messages(context.judge, *open->view, open->circumstances, *filter, *limits);
    if (!list)
        return cannot_tell(list.error());
    for (const auto& listed : list->messages)
    {
        if (auto done = put(*open, listed, *reply.add_messages()); !done)
            return done;
    }
    if (list->next)
        reply.set_next_page_token(to_token(*list->next));
    if (!request.decode())
        return {};
    const auto asked = messenger_logs(*open->view, *list, reply);
    if (!asked)
        return tl::unexpected{asked.error()};
    open->view.reset();  // Nodes take their time.
    if (lookup == nullptr)
        return no_lookup();
    return asked->logs.empty() ? CallResult{} : put_decoded(*lookup, *asked, reply);
}
}  // namespace interlock::server
