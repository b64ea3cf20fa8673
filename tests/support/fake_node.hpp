// A node that serves a FakeChain over HTTP on a port of its own, and misbehaves when told to.
// It stands for an execution node and a consensus node at once. All methods may be called from
// any thread; requests are answered on a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/fake_chain.hpp"
#include "tests/support/fake_http.hpp"

namespace interlock::testing
{
class FakeNode
{
public:
    static constexpr size_t kAlways = SIZE_MAX;

    /// Listens on 127.0.0.1 from here on.
    explicit FakeNode(FakeChain chain = FakeChain{});
    ~FakeNode();

    [[nodiscard]] std::string url() const;
    [[nodiscard]] uint16_t port() const;

    /// Changes the chain between two calls.
    void update(const std::function<void(FakeChain&)>& change);
    /// A copy of the chain as it is now.
    [[nodiscard]] FakeChain chain() const;

    /// Closes all connections and refuses new ones; then accepts them again on the same port.
    void refuse_connections();
    void accept_connections();

    /// Holds every answer back until `release`.
    void hold();
    void release();
    /// Returns when `count` requests wait to be answered.
    void wait_until_held(size_t count = 1);

    /// Answers the next `times` requests with `answer`, whatever they ask.
    void answer_with(HttpAnswer answer, size_t times = kAlways);
    /// A limit on batches, and what exceeds it gets.
    enum class BatchRefusal
    {
        one_error,           // an error object instead of the array
        one_error_in_array,  // an array that holds one error, with the first id
        http_413,
    };
    void limit_batches(size_t max_calls, BatchRefusal refusal = BatchRefusal::one_error);
    /// Takes so long for each answer.
    void slow_down(std::chrono::milliseconds time);
    /// Compresses answers for those who accept it.
    void compress();

    /// Changes the results of a method before they are sent.
    using Tamper = std::function<void(const nlohmann::json& params, nlohmann::json& result)>;
    void tamper(const std::string& method, Tamper tamper);
    /// Changes whole replies: ids, order, members. A batch's is an array.
    void tamper_replies(std::function<void(nlohmann::json& reply)> tamper);
    /// Answers a method with an error.
    void fail(const std::string& method, int code, const std::string& message);
    /// The node does not have the method.
    void remove_method(const std::string& method);
    /// Ends all that was ordered above, except that held answers stay held.
    void behave();

    /// What was asked so far.
    [[nodiscard]] size_t calls(const std::string& method) const;
    [[nodiscard]] size_t http_requests() const;
    [[nodiscard]] size_t connections() const;
    [[nodiscard]] HttpRequest last_request() const;

private:
    struct State;
    std::unique_ptr<State> state_;
    FakeHttpServer server_;
};
}  // namespace interlock::testing
