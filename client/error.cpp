#include "client/error.hpp"

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <optional>
#include <string_view>
#include <utility>

#include "proto/wire/enums.hpp"

namespace interlock::client
{
namespace
{
/// UNSPECIFIED when the service sent none, or one that this client does not know.
pb::CannotTellCause cause_of(const grpc::ClientContext& context)
{
    const auto& trailers = context.GetServerTrailingMetadata();
    const auto entry = trailers.find(wire::kCauseMetadata);
    auto cause = pb::CANNOT_TELL_CAUSE_UNSPECIFIED;
    if (entry != trailers.end())
    {
        const std::string name{entry->second.data(), entry->second.size()};
        if (!pb::CannotTellCause_Parse(name, &cause))
            return pb::CANNOT_TELL_CAUSE_UNSPECIFIED;
    }
    return cause;
}

ErrorKind kind_of(grpc::StatusCode code, bool has_cause)
{
    if (has_cause)
        return ErrorKind::cannot_tell;
    switch (code)
    {
        // UNAVAILABLE without a cause comes from the transport, not from the service.
        case grpc::StatusCode::UNAVAILABLE:
        case grpc::StatusCode::DEADLINE_EXCEEDED:
            return ErrorKind::unreachable;
        case grpc::StatusCode::FAILED_PRECONDITION:
        case grpc::StatusCode::RESOURCE_EXHAUSTED:
            return ErrorKind::cannot_tell;
        case grpc::StatusCode::INVALID_ARGUMENT:
        case grpc::StatusCode::UNAUTHENTICATED:
            return ErrorKind::invalid_argument;
        case grpc::StatusCode::NOT_FOUND:
            return ErrorKind::not_found;
        case grpc::StatusCode::OUT_OF_RANGE:
            return ErrorKind::gone;
        default:  // The codes are not ours, and there may be more.
            return ErrorKind::other;
    }
}
/// What gRPC says of a connection that was not made, when it is about certificates, and what that
/// means; nullopt when it is not. The other side's reasons do not come with it.
std::optional<std::string> explained(const std::string& message)
{
    static constexpr std::pair<std::string_view, std::string_view> kMeanings[]{
        {"certificate verify failed",
            "the service's certificate is not trusted: it has expired, or was not signed by a CA "
            "that is believed here"},
        {"is not in peer certificate", "the service's certificate is for another name"},
        {"wrong version number", "the service does not speak TLS at that address"},
        {"Socket closed",
            "the service closed the connection at once: does it want TLS, or another certificate "
            "of the client?"},
    };
    if (!message.starts_with("failed to connect"))
        return std::nullopt;
    for (const auto& [sign, meaning] : kMeanings)
    {
        if (message.find(sign) != std::string::npos)
            return std::string{meaning} + " (" + message + ")";
    }
    return std::nullopt;
}
}  // namespace

Error error_from(const grpc::Status& status, const grpc::ClientContext& context)
{
    const bool has_cause = context.GetServerTrailingMetadata().count(wire::kCauseMetadata) != 0;
    const auto kind = kind_of(status.error_code(), has_cause);
    const auto cause =
        kind == ErrorKind::cannot_tell ? cause_of(context) : pb::CANNOT_TELL_CAUSE_UNSPECIFIED;
    auto message = status.error_message();
    if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED)
        message = "there was no answer before the deadline";
    const auto of_tls = kind == ErrorKind::unreachable ? explained(message) : std::nullopt;
    if (of_tls)
        message = *of_tls;
    if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED)
        message = "what answers is no Interlock service, or one of another version: " + message;
    return {.kind = kind,
        .message = std::move(message),
        .cause = cause,
        .is_of_tls = of_tls.has_value()};
}
}  // namespace interlock::client
