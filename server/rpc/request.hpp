// JSON-RPC 2.0 requests: from bytes to calls. https://www.jsonrpc.org/specification
#pragma once

#include <simdjson.h>

#include <optional>
#include <vector>

#include "server/rpc/error.hpp"

namespace interlock::server::rpc
{
/// One call, or what is wrong with it.
struct Call
{
    /// As JSON text: a string, a number or null. Absent in a notification, which gets no reply.
    std::optional<std::string> id;
    std::string_view method;
    std::optional<simdjson::dom::array> params;
    std::optional<RpcError> fault;
};

struct Request
{
    bool is_batch = false;  // An array, even one of a single call.
    std::vector<Call> calls;
};

/// For one thread at a time. What it returns points into it, until it parses again.
class RequestParser
{
public:
    /// The error is one reply to all of it: no JSON, an empty batch, or one of more than
    /// `max_batch` calls. Numbers beyond 64 bits are not taken.
    [[nodiscard]] Called<Request> parse(std::string_view body, size_t max_batch);

private:
    simdjson::dom::parser parser_;
};
}  // namespace interlock::server::rpc
