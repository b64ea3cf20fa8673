// What the Admin service's handlers share: reading requests, and how a call ends that cannot be
// carried out.
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <tl/expected.hpp>

#include "interop/dependency_set.hpp"
#include "storage/error.hpp"

namespace interlock::server::admin
{
/// What a handler gives, or how its call ends instead.
template <typename T>
using Answer = tl::expected<T, grpc::Status>;

[[nodiscard]] inline tl::unexpected<grpc::Status> refuse(grpc::StatusCode code, std::string why)
{
    return tl::unexpected{grpc::Status{code, std::move(why)}};
}

/// What trouble with the index means for a call.
[[nodiscard]] grpc::Status status_of(const storage::Error& error);
[[nodiscard]] inline tl::unexpected<grpc::Status> refuse(const storage::Error& error)
{
    return tl::unexpected{status_of(error)};
}

/// INVALID_ARGUMENT when it is no id, NOT_FOUND when it is none of the set.
[[nodiscard]] Answer<ChainId> chain_from(const DependencySet& set, const std::string& bytes);
}  // namespace interlock::server::admin
