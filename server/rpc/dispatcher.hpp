// From the body of a request to the body of its reply.
#pragma once

#include "server/rpc/method.hpp"
#include "server/rpc/request.hpp"

namespace interlock::server::rpc
{
/// Immutable; any thread, with a parser of its own.
class Dispatcher
{
public:
    Dispatcher(MethodContext context, size_t max_batch) : context_{context}, max_batch_{max_batch}
    {
    }

    /// Calls in order; empty when nothing is to be replied: there were notifications only.
    [[nodiscard]] std::string answer(RequestParser& parser, std::string_view body) const;

private:
    [[nodiscard]] Answered call(const Call& call) const;

    MethodContext context_;
    size_t max_batch_;
};
}  // namespace interlock::server::rpc
