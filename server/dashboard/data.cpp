#include "server/dashboard/data.hpp"

#include <fmt/format.h>

#include <charconv>

#include "server/api/block_inspection.hpp"
#include "server/api/inspection.hpp"
#include "server/api/message_inspection.hpp"
#include "server/api/status.hpp"
#include "server/api/transactions.hpp"
#include "server/query/block_check.hpp"

namespace interlock::server
{
namespace
{
/// One computation serves all who look, and is asked for about as often as blocks come.
constexpr auto kKept = std::chrono::seconds{1};
constexpr uint32_t kShownMessages = 100;
/// How many blocks of all chains a search by hash looks through; of each at least the fewest.
constexpr uint64_t kMaxScannedBlocks = 32'768;
constexpr uint64_t kFewestScannedBlocks = 64;
/// Of a message, whose relays are looked up.
constexpr size_t kToldExecutors = 5;

using Parts = std::vector<std::string_view>;
using Told = CallAnswer<Json>;

Parts split(std::string_view path)
{
    Parts out;
    for (size_t begin = 0; begin <= path.size();)
    {
        const auto end = std::min(path.find('/', begin), path.size());
        out.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

double now_s()
{
    using std::chrono::duration;
    return duration<double>{std::chrono::system_clock::now().time_since_epoch()}.count();
}

unsigned http_status_of(const CallFailure& failure)
{
    const auto* status = std::get_if<grpc::Status>(&failure);
    if (status == nullptr)
        return 503;
    switch (status->error_code())
    {
        case grpc::StatusCode::INVALID_ARGUMENT:
            return 400;
        case grpc::StatusCode::NOT_FOUND:
            return 404;
        default:
            return 503;
    }
}

std::string text_of_failure(const CallFailure& failure)
{
    if (const auto* status = std::get_if<grpc::Status>(&failure))
        return status->error_message();
    return std::get<CannotTell>(failure).explanation;
}

/// The chain's 32 bytes; the calls refuse one that is not in the set.
CallAnswer<std::string> chain_in(std::string_view text)
{
    const auto chain = chain_id_from_text(text);
    if (!chain)
        return refuse(fmt::format("\"{}\" is no chain id", text.substr(0, 80)));
    return wire::to_proto(*chain);
}

template <typename Unsigned>
CallAnswer<Unsigned> number_in(std::string_view text)
{
    Unsigned out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size())
        return refuse(fmt::format("\"{}\" is no number that fits", text.substr(0, 80)));
    return out;
}

Told tell_status(const ApiContext& context)
{
    pb::GetStatusReply reply;
    return get_status(context, reply).map([&] { return status_json(reply, now_s()); });
}

Told tell_messages(const ApiContext& context)
{
    pb::ListMessagesRequest request;
    request.set_limit(kShownMessages);
    pb::ListMessagesReply reply;
    return list_messages(context, nullptr, request, reply)
        .map([&] { return messages_json(reply); });
}

/// The decision on a block in one view, and what it waits for; why there is none as a sentence.
struct Explained
{
    std::optional<pb::BlockSeal> block;
    bool canonical = true;
    Json json;
};
Explained explained(const ApiContext& context, pb::ExplainRequest request, CrossView view)
{
    request.set_level(wire::to_proto(cross_level(view)));
    pb::ExplainReply reply;
    const auto done = explain(context, request, reply);
    Explained out{
        .block = {}, .json = {{"steps", Json::array()}, {"explanation", reply.explanation()}}};
    if (!done)
        out.json["explanation"] = text_of_failure(done.error());
    for (const auto& step : reply.steps())
        out.json["steps"].push_back(step_json(step));
    if (reply.steps_size() > 0)
        out.block = reply.steps(0).block();
    out.canonical = !done || reply.canonical();
    return out;
}

CallResult put_indexed(
    const ApiContext& context, const std::string& chain_id, uint64_t number, Json& out)
{
    pb::GetBlockRequest request;
    request.set_chain_id(chain_id);
    request.set_number(number);
    pb::GetBlockReply reply;
    if (auto done = get_block(context, request, reply); !done)
        return done;
    out["block"] = block_json(reply.block());
    out["levels"] = levels_json(reply.levels());
    out["log_count"] = reply.log_count();
    for (const auto& executing : reply.executing())
        out["executing"].push_back(executing_json(executing, reply.block().timestamp()));
    return {};
}

Told tell_block(const ApiContext& context, std::string_view chain_text, std::string_view which)
{
    const auto chain = chain_in(chain_text);
    if (!chain)
        return tl::unexpected{chain.error()};
    pb::ExplainRequest request;
    request.set_chain_id(*chain);
    if (const auto hash = fixed_from_hex<Hash32>(which))
        request.set_hash(wire::to_proto(*hash));
    else if (const auto number = number_in<uint64_t>(which))
        request.set_number(*number);
    else
        return tl::unexpected{number.error()};

    const auto unsafe = explained(context, request, CrossView::unsafe);
    const auto safe = explained(context, request, CrossView::safe);
    Json out{{"chain", std::string{chain_text}}, {"block", nullptr},
        {"canonical", unsafe.canonical && safe.canonical}, {"levels", Json::array()},
        {"log_count", 0}, {"executing", Json::array()},
        {"views", Json::array({unsafe.json, safe.json})}};
    const auto& block = unsafe.block ? unsafe.block : safe.block;
    if (block)
        out["block"] = block_json(*block);
    if (!block && request.has_hash())
        return not_found(unsafe.json["explanation"].get<std::string>());
    if (out["canonical"] == true)
    {
        const auto number = block ? block->id().number() : request.number();
        if (auto done = put_indexed(context, *chain, number, out); !done)
            return tl::unexpected{done.error()};
    }
    return out;
}

Told tell_message(const ApiContext& context, const Parts& parts)
{
    const auto chain = chain_in(parts[1]);
    const auto number = number_in<uint64_t>(parts[2]);
    const auto log = number_in<uint32_t>(parts[3]);
    if (!chain || !number)
        return tl::unexpected{chain ? number.error() : chain.error()};
    if (!log)
        return tl::unexpected{log.error()};
    pb::GetMessageRequest request;
    request.set_chain_id(*chain);
    request.set_block_number(*number);
    request.set_log_index(*log);
    pb::GetMessageReply reply;
    return get_message(context, request, reply)
        .map([&] { return message_json(std::string{parts[1]}, reply); });
}

/// The chains that have, or had, a block of that hash.
CallResult put_blocks(const ApiContext& context, const Hash32& hash, Json& out)
{
    const auto view = context.views.open_view();
    if (!view)
        return cannot_tell(view.error());
    const auto& chains = context.set.chains();
    const auto scan = std::max(kMaxScannedBlocks / chains.size(), kFewestScannedBlocks);
    for (const auto& chain : chains)
    {
        const CrossIndex at{**view, context.set, CrossView::unsafe};
        const auto check = check_block(at, chain.id, hash, std::min(scan, kMaxHashScan));
        if (!check)
            return cannot_tell(check.error());
        if (*check)
        {
            out.push_back({{"chain", to_string(chain.id)}, {"number", (*check)->block.id.number}});
        }
    }
    return {};
}

pb::FindTransactionRequest request_for(const Hash32& hash)
{
    pb::FindTransactionRequest out;
    out.set_hash(wire::to_proto(hash));
    return out;
}

CallAnswer<Hash32> hash_in(std::string_view text)
{
    const auto hash = fixed_from_hex<Hash32>(text);
    if (!hash)
        return refuse("the hash must be 0x and 64 digits");
    return *hash;
}

Told tell_found(const ApiContext& context, Lookup* lookup, std::string_view text)
{
    const auto hash = hash_in(text);
    if (!hash)
        return tl::unexpected{hash.error()};
    Json out{
        {"blocks", Json::array()}, {"transactions", Json::array()}, {"unknown", Json::array()}};
    if (auto done = put_blocks(context, *hash, out["blocks"]); !done)
        return tl::unexpected{done.error()};
    if (!out["blocks"].empty() || lookup == nullptr)
        return out;
    pb::FindTransactionReply reply;
    const auto done = find_transaction(context, lookup, request_for(*hash), reply);
    // Also of a search in vain the reply says whom it could not ask.
    const bool is_in_vain =
        !done && (http_status_of(done.error()) == 404 || !reply.unasked().empty());
    if (!done && !is_in_vain)
        return tl::unexpected{done.error()};
    out["transactions"] = transaction_json(reply)["found"];
    out["unknown"] = unasked_json(reply.unasked());
    return out;
}

Told tell_transaction(const ApiContext& context, Lookup* lookup, std::string_view text)
{
    const auto hash = hash_in(text);
    if (!hash)
        return tl::unexpected{hash.error()};
    pb::FindTransactionReply reply;
    return find_transaction(context, lookup, request_for(*hash), reply)
        .map([&] { return transaction_json(reply); });
}

/// The log as the messenger's, and then once more for each of the first that execute it.
CallAnswer<std::vector<MessengerLog>> logs_in(
    const ApiContext& context, const ChainId& chain, uint64_t number, uint32_t log)
{
    const auto view = context.views.open_view();
    if (!view)
        return cannot_tell(view.error());
    const auto block = (*view)->block(chain, number);
    const auto hash = (*view)->log_hash(chain, number, log);
    const auto executors = (*view)->executing_of(chain, number, log, kToldExecutors);
    if (!block || !hash || !executors)
        return cannot_tell(!block ? block.error() : !hash ? hash.error() : executors.error());
    if (!*block || !*hash)
        return not_found("there is no such log in the index");
    std::vector<MessengerLog> out{
        {.block = {chain, (*block)->seal.id}, .log_index = log, .log_hash = **hash}};
    for (const auto& record : *executors)
    {
        const auto executing = (*view)->block(record.chain_id, record.block_number);
        if (!executing)
            return cannot_tell(executing.error());
        if (!*executing)
            continue;
        out.push_back(out.front());
        out.back().execution =
            MessengerLog::Execution{{record.chain_id, (*executing)->seal.id}, record.log.log_index};
    }
    return out;
}

Json said_json(const std::vector<MessengerLog>& logs, const std::vector<DecodedMessage>& decoded)
{
    Json out{{"why", decoded.front().why}, {"relays", Json::array()}};
    if (decoded.front().sent)
    {
        pb::MessengerMessage message;
        put_messenger(decoded.front(), message);
        out["sent"] = messenger_json(message);
    }
    for (size_t i = 1; i < decoded.size(); ++i)
    {
        if (const auto& relay = decoded[i].relay)
        {
            const auto& block = logs[i].execution->block;
            out["relays"].push_back({{"chain", to_string(block.chain_id)},
                {"number", block.id.number}, {"log", relay->log_index}});
        }
    }
    return out;
}

Told tell_said(const ApiContext& context, Lookup* lookup, const Parts& parts)
{
    const auto chain = chain_id_from_text(parts[1]);
    const auto number = number_in<uint64_t>(parts[2]);
    const auto log = number_in<uint32_t>(parts[3]);
    if (!chain || !number || !log)
        return refuse("a chain, a block and a log are expected");
    if (lookup == nullptr)
        return no_lookup();
    const auto logs = logs_in(context, *chain, *number, *log);
    if (!logs)
        return tl::unexpected{logs.error()};
    const auto decoded = decode_messages(*lookup, *logs);
    if (!decoded)
        return cannot_tell(decoded.error());
    return said_json(*logs, *decoded);
}

Told tell(const ApiContext& context, Lookup* lookup, const Parts& parts)
{
    const auto asks = [&](std::string_view what, size_t count)
    { return parts[0] == what && parts.size() == count; };
    if (asks("block", 3))
        return tell_block(context, parts[1], parts[2]);
    if (asks("message", 4))
        return tell_message(context, parts);
    if (asks("find", 2))
        return tell_found(context, lookup, parts[1]);
    if (asks("transaction", 2))
        return tell_transaction(context, lookup, parts[1]);
    if (asks("said", 4))
        return tell_said(context, lookup, parts);
    return not_found("nothing of that name is told here");
}

DashboardData::Answer answer_of(const Told& told)
{
    if (told)
        return {200, rpc::text_of(*told)};
    return {
        http_status_of(told.error()), rpc::text_of(Json{{"error", text_of_failure(told.error())}})};
}

SharedAnswer::Made made_of(const Told& told)
{
    const auto answer = answer_of(told);
    return {answer.http_status == 200, answer.body};
}
}  // namespace

DashboardData::DashboardData(const ApiContext& context, Lookup* lookup)
  : context_{context},
    lookup_{lookup},
    status_{[&context] { return made_of(tell_status(context)); }, kKept},
    messages_{[&context] { return made_of(tell_messages(context)); }, kKept}
{
}

DashboardData::Answer DashboardData::answer(std::string_view path)
{
    if (path == "status" || path == "messages")
    {
        const auto made = (path == "status" ? status_ : messages_).get();
        return {made->succeeded ? 200U : 503U, made->text};
    }
    return answer_of(tell(context_, lookup_, split(path)));
}
}  // namespace interlock::server
