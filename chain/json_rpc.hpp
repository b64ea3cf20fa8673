// JSON-RPC 2.0 over HTTP, to one endpoint. For one thread at a time.
// https://www.jsonrpc.org/specification
#pragma once

#include <functional>
#include <span>
#include <string>

#include "chain/http.hpp"
#include "chain/rpc_reply.hpp"

namespace interlock::chain
{
struct RpcCall
{
    std::string_view method;
    std::string params;  // A JSON array, e.g. R"(["0x1",false])".
};

/// The JSON text of a result. It lies in the client's buffer: valid until the next request.
using RpcResult = Result<simdjson::padded_string_view>;

class JsonRpc
{
public:
    JsonRpc(Endpoint endpoint, RequestLimits limits);

    [[nodiscard]] const std::string& name() const noexcept { return http_.endpoint().display(); }

    [[nodiscard]] RpcResult call(const RpcCall& call);

    /// Takes the result of the call with that index; false when no more are wanted.
    using Consume = std::function<bool(size_t index, RpcResult result)>;

    /// Makes all calls, in as few batches as the node allows, down to single requests. Results
    /// are consumed in the order of the calls. An error is one of the exchange as a whole; an
    /// error of one call is consumed like a result.
    [[nodiscard]] Result<void> call_all(std::span<const RpcCall> calls, const Consume& consume);

    /// All exchanges until `end_budget` have this time together; what does not fit is timed_out.
    /// Many connections wait for their next work: what large replies took is given back at the end.
    void begin_budget(std::chrono::milliseconds time)
    {
        budget_ = time;
        deadline_ = std::chrono::steady_clock::now() + time;
    }
    void end_budget()
    {
        deadline_.reset();
        shrink();
    }

    /// The size of the last reply.
    [[nodiscard]] size_t last_reply_bytes() const noexcept { return last_reply_bytes_; }

    /// Decodes a result with `decoder`, which takes a simdjson::ondemand::value and returns
    /// tl::expected<T, std::string>. Null is not_found; what cannot be decoded is malformed.
    /// `subject` is what was asked for.
    template <typename Decode>
    [[nodiscard]] auto decode(const RpcResult& result, const std::string& subject, Decode decoder)
        -> Result<typename decltype(decoder(simdjson::ondemand::value{}))::value_type>
    {
        if (!result)
            return tl::unexpected{result.error()};
        if (*result == "null")
            return tl::unexpected{error(ErrorKind::not_found, subject + ": not there")};
        simdjson::ondemand::document document;
        simdjson::ondemand::value value;
        if (parser_.iterate(*result).get(document) != simdjson::SUCCESS ||
            document.get_value().get(value) != simdjson::SUCCESS)
        {
            return tl::unexpected{
                error(ErrorKind::malformed, subject + ": neither an object nor an array")};
        }
        auto decoded = decoder(value);
        if (!decoded)
            return tl::unexpected{error(ErrorKind::malformed, subject + ": " + decoded.error())};
        return std::move(*decoded);
    }

    /// An error that names this endpoint.
    [[nodiscard]] Error error(ErrorKind kind, const std::string& what) const
    {
        return {kind, name() + ": " + what};
    }

private:
    /// Why an exchange brought nothing.
    struct Failure
    {
        Error error;
        bool refuses_batch = false;  // Fewer calls at once may do.
    };
    template <typename T>
    using Exchanged = tl::expected<T, Failure>;

    void shrink();
    [[nodiscard]] Exchanged<RpcReplies> exchange(std::string_view body);
    [[nodiscard]] Result<HttpReply> post(std::string_view body);
    [[nodiscard]] Failure status_failure(const HttpReply& reply);
    /// Each returns whether more results are wanted.
    [[nodiscard]] Exchanged<bool> call_batch(
        std::span<const RpcCall> calls, size_t first_index, const Consume& consume);
    [[nodiscard]] Exchanged<bool> call_single(
        const RpcCall& call, size_t index, const Consume& consume);
    [[nodiscard]] Exchanged<RpcReplyJson> single_reply(RpcReplies replies, uint64_t id) const;
    [[nodiscard]] Exchanged<std::vector<RpcReplyJson>> sort_replies(
        RpcReplies replies, size_t count, uint64_t first_id) const;
    [[nodiscard]] RpcResult result_of(std::string_view method, const RpcReplyJson& reply) const;
    [[nodiscard]] Error error_of(std::string_view what, const RpcErrorJson& error) const;
    [[nodiscard]] Failure malformed(const std::string& what) const
    {
        return {error(ErrorKind::malformed, what), false};
    }

    HttpClient http_;
    simdjson::ondemand::parser parser_;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    std::chrono::milliseconds budget_{};  // That led to it.
    uint64_t next_id_ = 1;
    size_t last_reply_bytes_ = 0;
    const char* buffer_end_ = nullptr;  // Of the last reply, with its padding.
    size_t batch_limit_;                // What the node takes at once, as far as known.
    size_t good_batches_ = 0;           // In a row, at that limit.
};
}  // namespace interlock::chain
