// How a handler ends its call.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "server/api/translate.hpp"

namespace interlock::server
{
/// Why a handler has no reply: the request makes no sense, or the service cannot tell.
using CallFailure = std::variant<grpc::Status, CannotTell>;

template <typename T>
using CallAnswer = tl::expected<T, CallFailure>;
/// What a handler returns: nothing once the reply is filled in.
using CallResult = CallAnswer<void>;

[[nodiscard]] inline tl::unexpected<CallFailure> refuse(const std::string& what)
{
    return tl::unexpected{CallFailure{bad_request(what)}};
}

[[nodiscard]] inline tl::unexpected<CallFailure> not_found(const std::string& what)
{
    return tl::unexpected{CallFailure{grpc::Status{grpc::StatusCode::NOT_FOUND, what}}};
}

[[nodiscard]] inline tl::unexpected<CallFailure> cannot_tell(const CannotTell& trouble)
{
    return tl::unexpected{CallFailure{trouble}};
}

[[nodiscard]] inline tl::unexpected<CallFailure> cannot_tell(const storage::Error& error)
{
    return cannot_tell(trouble_of(error));
}

/// What was asked of a service that is stopping; another one, or this one later, may answer.
[[nodiscard]] inline tl::unexpected<CallFailure> stopping()
{
    return tl::unexpected{CallFailure{
        grpc::Status{grpc::StatusCode::UNAVAILABLE, "the service is stopping; ask again later"}}};
}

/// The status of the failed call; "cannot tell" carries its cause as trailing metadata.
[[nodiscard]] inline grpc::Status status_of(
    grpc::CallbackServerContext& call, const CallFailure& failure)
{
    const auto* trouble = std::get_if<CannotTell>(&failure);
    if (trouble == nullptr)
        return std::get<grpc::Status>(failure);
    call.AddTrailingMetadata(wire::kCauseMetadata, cause_name(trouble->cause));
    return to_status(*trouble);
}

/// Ends the call. `reactor` is its default one, which may be asked for only once.
inline void finish(
    grpc::CallbackServerContext& call, grpc::ServerUnaryReactor& reactor, const CallResult& result)
{
    reactor.Finish(result ? grpc::Status::OK : status_of(call, result.error()));
}

/// Ends the call at once.
[[nodiscard]] inline grpc::ServerUnaryReactor* finish(
    grpc::CallbackServerContext& call, const CallResult& result)
{
    auto* reactor = call.DefaultReactor();
    finish(call, *reactor, result);
    return reactor;
}
}  // namespace interlock::server
