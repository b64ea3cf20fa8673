#include "chain/rpc_reply.hpp"

#include <algorithm>

#include "chain/json_fields.hpp"

namespace interlock::chain
{
namespace
{
using json::Checked;
using json::fault;
using json::Value;
using simdjson::ondemand::json_type;

/// No batch that we send is as large.
constexpr size_t kMaxReplies = 10'000;
constexpr size_t kMaxMessageBytes = 4'096;
constexpr size_t kMaxPrintableBytes = 200;

/// The text of an object or array.
template <typename Container>
simdjson::error_code raw_of(
    simdjson::simdjson_result<Container> container, std::string_view& out) noexcept
{
    Container it;
    if (const auto error = std::move(container).get(it))
        return error;
    return it.raw_json().get(out);
}

/// The text of a value, whatever it is.
Checked read_raw(Value value, std::string_view& out)
{
    json_type type{};
    if (const auto error = value.type().get(type))
        return json::broken(error);
    auto error = simdjson::SUCCESS;
    if (type == json_type::object)
        error = raw_of(value.get_object(), out);
    else if (type == json_type::array)
        error = raw_of(value.get_array(), out);
    else
        out = value.raw_json_token();
    if (error)
        return json::broken(error);
    out = out.substr(0, out.find_last_not_of(" \t\r\n") + 1);
    return {};
}

Checked read_result(Value value, RpcReplyJson& out)
{
    return read_raw(value, out.result.emplace());
}

Checked read_id(Value value, RpcReplyJson& out)
{
    uint64_t id = 0;
    if (value.get_uint64().get(id) == simdjson::SUCCESS)
        out.id = id;
    return {};
}

Checked read_code(Value value, RpcErrorJson& out)
{
    if (value.get_int64().get(out.code) != simdjson::SUCCESS)
        return fault("not a whole number");
    return {};
}

Checked read_message(Value value, RpcErrorJson& out)
{
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS)
        return fault("not a string");
    out.message = text.substr(0, kMaxMessageBytes);
    return {};
}

constexpr std::array kErrorFields{
    json::Field<RpcErrorJson>{"code", true, &read_code},
    json::Field<RpcErrorJson>{"message", false, &read_message},
};

Checked read_error(Value value, RpcReplyJson& out)
{
    // Some servers send a null error beside a result.
    if (bool null = false; value.is_null().get(null) == simdjson::SUCCESS && null)
        return {};
    return json::read_object(value, kErrorFields, out.error.emplace());
}

constexpr std::array kReplyFields{
    json::Field<RpcReplyJson>{"id", false, &read_id},
    json::Field<RpcReplyJson>{"result", false, &read_result},
    json::Field<RpcReplyJson>{"error", false, &read_error},
};

Checked read_reply(Value value, RpcReplies& out)
{
    if (out.replies.size() == kMaxReplies)
        return fault("too many replies");
    RpcReplyJson reply;
    if (auto ok = json::read_object(value, kReplyFields, reply); !ok)
        return ok;
    if (!reply.result && !reply.error)
        return fault("neither result nor error");
    out.replies.push_back(std::move(reply));
    return {};
}

Checked read_document(simdjson::ondemand::document& document, RpcReplies& out)
{
    Value root;
    json_type type{};
    if (document.get_value().get(root) != simdjson::SUCCESS ||
        root.type().get(type) != simdjson::SUCCESS)
        return fault("neither an object nor an array");
    out.is_batch = type == json_type::array;
    auto ok = out.is_batch
                  ? json::read_array(root, [&](Value v, size_t) { return read_reply(v, out); })
                  : read_reply(root, out);
    if (ok && document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return fault("something follows the JSON document");
    return ok;
}

bool contains(std::string_view text, std::string_view word)
{
    const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::any_of(
        words.begin(), words.end(), [text](auto word) { return contains(text, word); });
}

/// Servers that do not use the code for it: "the method x is not available", "Unsupported method".
bool says_no_such_method(std::string_view message)
{
    return contains(message, "method") &&
           contains_any(message, {"not found", "not supported", "unsupported", "does not exist",
                                     "not available", "not whitelisted", "not implemented"});
}
}  // namespace

tl::expected<RpcReplies, std::string> parse_replies(
    simdjson::ondemand::parser& parser, simdjson::padded_string_view body)
{
    simdjson::ondemand::document document;
    if (const auto error = parser.iterate(body).get(document))
        return tl::unexpected{
            std::string{"the reply is no JSON: "} + simdjson::error_message(error)};
    RpcReplies out;
    if (auto ok = read_document(document, out); !ok)
        return tl::unexpected{"the reply is no JSON-RPC: " + to_string(ok.error())};
    return out;
}

ErrorKind kind_of(const RpcErrorJson& error)
{
    // EIP-1474 unless another source is given.
    constexpr int64_t kMethodNotFound = -32601;
    constexpr int64_t kMethodNotSupported = -32004;
    constexpr int64_t kResourceNotFound = -32001;
    constexpr int64_t kUnknownBlock = -39001;  // geth, for tags that point nowhere
    constexpr int64_t kLimitExceeded = -32005;
    constexpr int64_t kTooManyRequests = 429;       // hosted nodes, as in HTTP
    constexpr int64_t kResponseTooLarge = -32003;   // geth
    constexpr int64_t kOversizedResponse = -32008;  // jsonrpsee (reth)
    constexpr int64_t kOversizedBatch = -32011;     // jsonrpsee
    constexpr int64_t kServerBusy = -32009;         // jsonrpsee

    switch (error.code)
    {
        case kMethodNotFound:
        case kMethodNotSupported:
            return ErrorKind::unsupported;
        case kResourceNotFound:
        case kUnknownBlock:
            return ErrorKind::not_found;
        case kLimitExceeded:
        case kTooManyRequests:
        case kServerBusy:
            return ErrorKind::rate_limited;
        case kResponseTooLarge:
        case kOversizedResponse:
        case kOversizedBatch:
            return ErrorKind::too_large;
        default:
            break;
    }
    if (says_no_such_method(error.message))
        return ErrorKind::unsupported;
    if (contains_any(error.message, {"block not found", "unknown block", "header not found"}))
        return ErrorKind::not_found;
    return ErrorKind::refused;
}

std::string printable(std::string text)
{
    if (text.size() > kMaxPrintableBytes)
    {
        size_t end = kMaxPrintableBytes;
        // Not inside a character: its later bytes are 10xxxxxx.
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
            --end;
        text.resize(end);
        text += "…";
    }
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return text;
}
}  // namespace interlock::chain
