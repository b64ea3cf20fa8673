// From answers to the messages and statuses of interlock.v1. Pure.
#pragma once

#include <grpcpp/support/status.h>

#include "interlock/v1/index.pb.h"
#include "interlock/v1/supervisor.pb.h"
#include "proto/wire/convert.hpp"
#include "server/ingest/status_board.hpp"
#include "server/query/judge.hpp"

namespace interlock::server
{
namespace pb = ::interlock::v1;

[[nodiscard]] pb::CannotTell to_proto(const CannotTell& trouble);
[[nodiscard]] pb::ChainState to_proto(ChainState state) noexcept;
[[nodiscard]] pb::NodeState to_proto(NodeState state) noexcept;
[[nodiscard]] pb::Failsafe to_proto(const Failsafe& failsafe);
[[nodiscard]] pb::SubscriptionState to_proto(const SubscriptionStatus& status) noexcept;

/// Fills the oneof of a message that has both `verdict` and `cannot_tell`.
template <typename Result>
void put_answer(const Answer& answer, Result& result);

/// Fills the `levels` of a message.
template <typename Message>
void put_levels(const std::vector<SafetyLevel>& levels, Message& message)
{
    for (const auto level : levels)
        message.add_levels(wire::to_proto(level));
}

/// The enumerator's name, as the metadata carries it.
[[nodiscard]] const std::string& cause_name(CannotTell::Cause cause);
[[nodiscard]] grpc::Status to_status(const CannotTell& trouble);
[[nodiscard]] grpc::Status bad_request(const std::string& what);

[[nodiscard]] pb::Verdict to_proto(const Verdict& verdict);

template <typename Result>
void put_answer(const Answer& answer, Result& result)
{
    if (answer)
        *result.mutable_verdict() = to_proto(*answer);
    else
        *result.mutable_cannot_tell() = to_proto(answer.error());
}
}  // namespace interlock::server
