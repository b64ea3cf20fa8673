// How the client's functions make their calls. Not for its users.
#pragma once

#include <grpcpp/create_channel.h>

#include "client/client.hpp"
#include "client/decode.hpp"
#include "interlock/v1/index.grpc.pb.h"
#include "interlock/v1/supervisor.grpc.pb.h"

namespace interlock::client
{
struct Client::Stubs
{
    explicit Stubs(std::shared_ptr<grpc::Channel> to)
      : channel{std::move(to)}, supervisor{channel}, index{channel}
    {
    }

    std::shared_ptr<grpc::Channel> channel;
    pb::Supervisor::Stub supervisor;
    pb::Index::Stub index;
};

/// `own`: a connection that other channels of this process to the same server do not use.
[[nodiscard]] std::shared_ptr<grpc::Channel> connect(
    const std::string& server, const std::optional<Tls>& tls, bool own = false);

using Deadline = std::chrono::system_clock::time_point;

[[nodiscard]] inline Deadline from_now(std::chrono::milliseconds time)
{
    return std::chrono::system_clock::now() + time;
}

[[nodiscard]] inline Error senseless(const std::string& fault)
{
    return {.kind = ErrorKind::other, .message = "the reply makes no sense: " + fault};
}

/// Makes one call and decodes its reply with `decode_reply`.
template <typename Reply, typename Stub, typename Request, typename DecodeReply>
[[nodiscard]] auto call(Stub& stub,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
    const Request& request, Deadline deadline, DecodeReply&& decode_reply)
{
    using T = typename decltype(decode_reply(std::declval<const Reply&>()))::value_type;
    grpc::ClientContext context;
    context.set_deadline(deadline);
    Reply reply;
    const auto status = (stub.*method)(&context, request, &reply);
    if (!status.ok())
        return Result<T>{tl::unexpect, error_from(status, context)};
    return decode_reply(reply).map_error(senseless);
}

inline constexpr auto kDecode = [](const auto& reply) { return decode(reply); };
}  // namespace interlock::client
