#include "server/admin/requests.hpp"

#include <fmt/format.h>

#include "proto/wire/convert.hpp"

namespace interlock::server::admin
{
using grpc::StatusCode;

grpc::Status status_of(const storage::Error& error)
{
    switch (error.kind)
    {
        case storage::ErrorKind::conflict:
        case storage::ErrorKind::out_of_bounds:
        case storage::ErrorKind::read_only:
        case storage::ErrorKind::newer_version:
            return {StatusCode::FAILED_PRECONDITION, error.message};
        case storage::ErrorKind::cancelled:
            return {StatusCode::CANCELLED, "cancelled"};
        case storage::ErrorKind::busy:
        case storage::ErrorKind::full:
        case storage::ErrorKind::corrupt:
        case storage::ErrorKind::io:
            break;
    }
    return {StatusCode::ABORTED, error.message};
}

Answer<ChainId> chain_from(const DependencySet& set, const std::string& bytes)
{
    const auto chain = wire::chain_id_from_proto(bytes, "chain_id");
    if (!chain)
        return refuse(StatusCode::INVALID_ARGUMENT, chain.error());
    if (set.find(*chain) == nullptr)
        return refuse(StatusCode::NOT_FOUND,
            fmt::format("chain {} is not in the dependency set", to_string(*chain)));
    return *chain;
}
}  // namespace interlock::server::admin
