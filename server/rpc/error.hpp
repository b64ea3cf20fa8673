// What goes wrong in a call, as JSON-RPC clients of the OP Stack know it. Pure.
//
// The codes are -32, two digits of a gRPC status, and two digits of an index:
// https://github.com/ethereum-optimism/specs/blob/58310c22/specs/interop/supervisor.md
// Clients tell "retry" from "drop" by the code, and some by the words that a message begins with.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "interop/access_list.hpp"
#include "server/query/answer.hpp"

namespace interlock::server::rpc
{
enum class Code : int64_t
{
    parse_error = -32700,
    invalid_request = -32600,
    method_not_found = -32601,
    invalid_params = -32602,
    /// No verdict, and none to be had from a retry here: clients look elsewhere.
    internal = -32603,
    uninitialized = -320400,  // soft: clients retry
    skipped = -320500,
    unknown_chain = -320501,
    conflict = -320600,
    failsafe = -320602,
    future = -321401,  // soft
};

struct RpcError
{
    Code code = Code::internal;
    std::string message;
};

template <typename T>
using Called = tl::expected<T, RpcError>;

[[nodiscard]] inline tl::unexpected<RpcError> fail(Code code, std::string message)
{
    return tl::unexpected{RpcError{code, std::move(message)}};
}

[[nodiscard]] RpcError error_of(const CannotTell& trouble);
/// `which` is the message that the verdict is about, for people.
[[nodiscard]] RpcError error_of(const Invalid& invalid, const std::string& which);
[[nodiscard]] RpcError error_of(const NotYet& not_yet, const std::string& which);

/// "message 2 (chain 901, block 4, log 1)".
[[nodiscard]] std::string describe(size_t index, const MessageAccess& access);
}  // namespace interlock::server::rpc
