#include "chain/json_rpc.hpp"

#include <algorithm>

namespace interlock::chain
{
namespace
{
/// More saves nothing measurable, and some nodes take no more than a hundred.
constexpr size_t kMaxBatch = 100;
/// After so many good batches at a learned limit a larger one is tried again.
constexpr size_t kBatchesUntilGrowth = 64;
/// A parser that grew beyond this is given back when it is idle: it takes several times as much.
constexpr size_t kKeptParserBytes = size_t{64} << 10U;

void append_call(std::string& out, const RpcCall& call, uint64_t id)
{
    out += R"({"jsonrpc":"2.0","id":)";
    out += std::to_string(id);
    out += R"(,"method":")";
    out += call.method;
    out += R"(","params":)";
    out += call.params;
    out += '}';
}

std::string batch_body(std::span<const RpcCall> calls, uint64_t first_id)
{
    std::string out = "[";
    for (size_t i = 0; i < calls.size(); ++i)
    {
        if (i != 0)
            out += ',';
        append_call(out, calls[i], first_id + i);
    }
    return out + "]";
}
}  // namespace

JsonRpc::JsonRpc(Endpoint endpoint, RequestLimits limits)
  : http_{std::move(endpoint), limits}, batch_limit_{kMaxBatch}
{
}

RpcResult JsonRpc::call(const RpcCall& call)
{
    const auto id = next_id_++;
    std::string body;
    append_call(body, call, id);
    auto reply = exchange(body).and_then(
        [&](RpcReplies replies) { return single_reply(std::move(replies), id); });
    if (!reply)
        return tl::unexpected{std::move(reply.error().error)};
    return result_of(call.method, *reply);
}

Result<void> JsonRpc::call_all(std::span<const RpcCall> calls, const Consume& consume)
{
    for (size_t done = 0; done < calls.size();)
    {
        const auto count = std::min(batch_limit_, calls.size() - done);
        auto more = count == 1 ? call_single(calls[done], done, consume)
                               : call_batch(calls.subspan(done, count), done, consume);
        if (!more && more.error().refuses_batch && count > 1)
        {
            batch_limit_ = count / 2;
            good_batches_ = 0;
            continue;
        }
        if (!more)
            return tl::unexpected{std::move(more.error().error)};
        if (!*more)
            break;
        done += count;
        // A refusal may have had another reason than the size, so the limit grows again.
        if (count == batch_limit_ && ++good_batches_ % kBatchesUntilGrowth == 0)
            batch_limit_ = std::min(2 * batch_limit_, kMaxBatch);
    }
    return {};
}

Result<HttpReply> JsonRpc::post(std::string_view body)
{
    if (!deadline_)
        return http_.post(body);
    const auto left = std::chrono::floor<std::chrono::milliseconds>(
        *deadline_ - std::chrono::steady_clock::now());
    if (left <= std::chrono::milliseconds{0})
        return tl::unexpected{error(
            ErrorKind::timed_out, "its replies came in time, but all together took more than " +
                                      std::to_string(budget_.count()) + " ms")};
    return http_.post(body, left);
}

void JsonRpc::shrink()
{
    http_.shrink();
    if (parser_.capacity() > kKeptParserBytes)
        parser_ = simdjson::ondemand::parser{};
}

JsonRpc::Exchanged<RpcReplies> JsonRpc::exchange(std::string_view body)
{
    if (!deadline_)
        shrink();
    last_reply_bytes_ = 0;
    auto reply = post(body);
    if (!reply)
        return tl::unexpected{Failure{std::move(reply.error()), false}};
    last_reply_bytes_ = reply->body.size();
    buffer_end_ = reply->body.data() + reply->body.capacity();
    if (reply->status < 200 || reply->status > 299)
        return tl::unexpected{status_failure(*reply)};
    auto replies = parse_replies(parser_, reply->body);
    if (!replies)
        return tl::unexpected{malformed(replies.error())};
    return std::move(*replies);
}

JsonRpc::Failure JsonRpc::status_failure(const HttpReply& reply)
{
    constexpr long kBadRequest = 400;
    constexpr long kTooLarge = 413;
    constexpr long kTooManyRequests = 429;
    constexpr long kUnavailable = 503;

    auto status = "HTTP status " + std::to_string(reply.status);
    if (reply.status == kTooManyRequests || (reply.status == kUnavailable && reply.retry_after_s))
    {
        if (reply.retry_after_s)
            status += ", retry after " + std::to_string(*reply.retry_after_s) + " s";
        auto slow_down = error(ErrorKind::rate_limited, status);
        slow_down.retry_after_s = reply.retry_after_s;
        return {std::move(slow_down), false};
    }
    if (reply.status == kTooLarge)
        return {error(ErrorKind::too_large, status), true};
    // Some servers put a JSON-RPC error under such a status.
    const auto replies = parse_replies(parser_, reply.body);
    if (replies && !replies->replies.empty() && replies->replies.front().error)
        return {error_of(status, *replies->replies.front().error), true};
    return {error(ErrorKind::refused, status), reply.status == kBadRequest};
}

JsonRpc::Exchanged<bool> JsonRpc::call_single(
    const RpcCall& single, size_t index, const Consume& consume)
{
    const auto id = next_id_++;
    std::string body;
    append_call(body, single, id);
    return exchange(body)
        .and_then([&](RpcReplies replies) { return single_reply(std::move(replies), id); })
        .map([&](const RpcReplyJson& reply)
            { return consume(index, result_of(single.method, reply)); });
}

JsonRpc::Exchanged<bool> JsonRpc::call_batch(
    std::span<const RpcCall> calls, size_t first_index, const Consume& consume)
{
    const auto first_id = next_id_;
    next_id_ += calls.size();
    auto sorted = exchange(batch_body(calls, first_id))
                      .and_then([&](RpcReplies replies)
                          { return sort_replies(std::move(replies), calls.size(), first_id); });
    if (!sorted)
        return tl::unexpected{std::move(sorted.error())};
    for (size_t i = 0; i < calls.size(); ++i)
    {
        if (!consume(first_index + i, result_of(calls[i].method, (*sorted)[i])))
            return false;
    }
    return true;
}

JsonRpc::Exchanged<RpcReplyJson> JsonRpc::single_reply(RpcReplies replies, uint64_t id) const
{
    if (replies.is_batch)
        return tl::unexpected{malformed("a batch of replies to a single request")};
    auto& reply = replies.replies.front();
    // An error may come without an id, when the request could not be read.
    if (reply.id != id && !(reply.error && !reply.id))
        return tl::unexpected{malformed("the reply's id is not the request's")};
    return std::move(reply);
}

JsonRpc::Exchanged<std::vector<RpcReplyJson>> JsonRpc::sort_replies(
    RpcReplies replies, size_t count, uint64_t first_id) const
{
    const auto& all = replies.replies;
    // A batch as such is refused by one error: bare, in an array (geth), or without an id.
    const auto refusal = std::find_if(all.begin(), all.end(),
        [&](const RpcReplyJson& reply)
        { return reply.error && (!replies.is_batch || all.size() == 1 || !reply.id); });
    if (refusal != all.end())
        return tl::unexpected{Failure{error_of("the batch", *refusal->error), true}};
    if (!replies.is_batch)
        return tl::unexpected{malformed("a single reply to a batch")};
    std::vector<RpcReplyJson> sorted(count);
    std::vector<bool> is_there(count);
    for (auto& reply : replies.replies)
    {
        if (!reply.id || *reply.id < first_id || *reply.id - first_id >= count)
            return tl::unexpected{malformed("a reply's id is not that of a request")};
        const auto index = static_cast<size_t>(*reply.id - first_id);
        if (is_there[index])
            return tl::unexpected{malformed("two replies with the same id")};
        is_there[index] = true;
        sorted[index] = std::move(reply);
    }
    const auto missing = std::count(is_there.begin(), is_there.end(), false);
    if (missing != 0)
    {
        return tl::unexpected{malformed("no reply to " + std::to_string(missing) + " of " +
                                        std::to_string(count) + " requests")};
    }
    return sorted;
}

RpcResult JsonRpc::result_of(std::string_view method, const RpcReplyJson& reply) const
{
    if (reply.error)
        return tl::unexpected{error_of(method, *reply.error)};
    const auto text = *reply.result;
    return simdjson::padded_string_view{
        text.data(), text.size(), static_cast<size_t>(buffer_end_ - text.data())};
}

Error JsonRpc::error_of(std::string_view what, const RpcErrorJson& json) const
{
    return error(kind_of(json), std::string{what} + ": error " + std::to_string(json.code) + ": " +
                                    printable(http_.endpoint().redact(json.message)));
}
}  // namespace interlock::chain
