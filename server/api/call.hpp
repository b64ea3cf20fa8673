// How a handler ends its call.
#pragma once

#include <grpcpp/support/server_callback.h>

#include "server/api/translate.hpp"

namespace interlock::server
{
/// Why a handler has no reply: the request makes no sense, or the service cannot tell.
using CallFailure = std::variant<grpc::Status, CannotTell>;

/// What a handler returns: nothing once the reply is filled in.
using CallResult = tl::expected<void, CallFailure>;

[[nodiscard]] inline tl::unexpected<CallFailure> refuse(const std::string& what)
{
    return tl::unexpected{CallFailure{bad_request(what)}};
}

[[nodiscard]] inline tl::unexpected<CallFailure> cannot_tell(const storage::Error& error)
{
    return tl::unexpected{CallFailure{trouble_of(error)}};
}

/// Ends the call; "cannot tell" carries its cause as trailing metadata.
[[nodiscard]] inline grpc::ServerUnaryReactor* finish(
    grpc::CallbackServerContext& call, const CallResult& result)
{
    auto* reactor = call.DefaultReactor();
    if (result)
    {
        reactor->Finish(grpc::Status::OK);
    }
    else if (const auto* trouble = std::get_if<CannotTell>(&result.error()))
    {
        call.AddTrailingMetadata(wire::kCauseMetadata, cause_name(trouble->cause));
        reactor->Finish(to_status(*trouble));
    }
    else
    {
        reactor->Finish(std::get<grpc::Status>(result.error()));
    }
    return reactor;
}
}  // namespace interlock::server
