// Requests to check messages. Not for the client's users.
#pragma once

#include "client/check_terms.hpp"
#include "proto/wire/convert.hpp"

namespace interlock::client
{
template <typename Request>
void put_terms(const CheckTerms& terms, Request& request)
{
    request.set_min_safety(wire::to_proto(terms.min_safety));
    request.mutable_executing()->set_chain_id(wire::to_proto(terms.executing_chain));
    request.mutable_executing()->set_timestamp(terms.timestamp_s);
    request.mutable_executing()->set_timeout(terms.timeout_s);
}
}  // namespace interlock::client
