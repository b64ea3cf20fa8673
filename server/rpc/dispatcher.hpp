// From the body of a request to the body of its reply.
#pragma once

#include <atomic>

#include "server/rpc/method.hpp"
#include "server/rpc/request.hpp"

namespace interlock::server::rpc
{
/// How often calls of a method were answered, and how often with an error.
struct MethodCount
{
    std::string_view method;  // Empty: none of these, or no call.
    uint64_t answered = 0;
    uint64_t errors = 0;
};

/// Any thread, with a parser of its own.
class Dispatcher
{
public:
    Dispatcher(MethodContext context, size_t max_batch)
      : context_{context},
        methods_{context.methods()},
        max_batch_{max_batch},
        counts_(methods_.size() + 1)
    {
    }

    /// Calls in order; empty when nothing is to be replied: there were notifications only.
    [[nodiscard]] std::string answer(RequestParser& parser, std::string_view body) const;
    /// Of all methods, and last of what is none.
    [[nodiscard]] std::vector<MethodCount> counts() const;

private:
    struct Counts
    {
        std::atomic<uint64_t> answered{0};
        std::atomic<uint64_t> errors{0};
    };

    [[nodiscard]] Answered call(const Call& call) const;
    [[nodiscard]] Answered answer_call(const Call& call, size_t method) const;
    /// Its place among the methods; the one after them when it is none.
    [[nodiscard]] size_t find(const Call& call) const;
    void count(size_t method, bool is_answered) const;

    MethodContext context_;
    std::span<const Method> methods_;
    size_t max_batch_;
    mutable std::vector<Counts> counts_;  // Of each method, and of what is none.
};
}  // namespace interlock::server::rpc
