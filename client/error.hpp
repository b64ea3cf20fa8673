// Why a call gave no answer.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "interlock/v1/types.pb.h"

namespace grpc
{
class ClientContext;
class Status;
}  // namespace grpc

namespace interlock::client
{
namespace pb = ::interlock::v1;

/// By what the caller can do about it.
enum class ErrorKind
{
    unreachable,       // nobody answered in time: check the address, or wait
    cannot_tell,       // the service could not decide; `cause` says why
    invalid_argument,  // the question makes no sense, or this caller may not ask it
    not_found,         // no such block or log in the index
    gone,              // changes so long ago are not kept any more: begin anew
    other,             // a fault of the service, or a reply that makes no sense
};

struct Error
{
    ErrorKind kind = ErrorKind::other;
    std::string message;
    /// Of cannot_tell only; UNSPECIFIED when the service did not say.
    pb::CannotTellCause cause = pb::CANNOT_TELL_CAUSE_UNSPECIFIED;
    /// Of unreachable only: something is there, but TLS was not agreed on; the message says why.
    bool is_of_tls = false;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// The error behind a status that is not OK. The call must have ended.
[[nodiscard]] Error error_from(const grpc::Status& status, const grpc::ClientContext& context);
}  // namespace interlock::client
