#include "tests/support/fake_node.hpp"

#include <mutex>
#include <thread>

#include "tests/support/fake_methods.hpp"
#include "tests/support/gzip.hpp"

namespace interlock::testing
{
namespace
{
using nlohmann::json;

constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;

json error_reply(const json& id, int code, const std::string& message)
{
    return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", message}}}};
}
}  // namespace

struct FakeNode::State
{
    struct Failure
    {
        int code = 0;
        std::string message;
    };
    /// What a test ordered; `behave` starts anew.
    struct Orders
    {
        HttpAnswer answer;
        size_t answers_left = 0;
        std::chrono::milliseconds delay{0};
        size_t max_batch = SIZE_MAX;
        BatchRefusal batch_refusal = BatchRefusal::one_error;
        bool compress = false;
        std::map<std::string, Tamper> tampers;
        std::function<void(json&)> tamper_replies;
        std::map<std::string, Failure> failures;
    };

    explicit State(FakeChain c) : chain{std::move(c)} {}

    HttpAnswer handle(const HttpRequest& request)
    {
        const std::lock_guard lock{mutex};
        std::this_thread::sleep_for(orders.delay);
        last_request = request;
        ++http_requests;
        if (orders.answers_left > 0)
        {
            if (orders.answers_left != kAlways)
                --orders.answers_left;
            return orders.answer;
        }
        return answer_json(request);
    }

    HttpAnswer answer_json(const HttpRequest& request)
    {
        const auto asked = json::parse(request.body, nullptr, false);
        if (asked.is_array() && asked.size() > orders.max_batch &&
            orders.batch_refusal == BatchRefusal::http_413)
            return HttpAnswer{.status = 413, .headers = {}, .body = "too large"};
        auto reply = asked.is_array() ? reply_to_all(asked) : reply_to(asked);
        if (orders.tamper_replies)
            orders.tamper_replies(reply);
        HttpAnswer answer;
        answer.headers["Content-Type"] = "application/json";
        answer.body = reply.dump();
        const auto accepted = request.headers.find("accept-encoding");
        if (orders.compress && accepted != request.headers.end() &&
            accepted->second.find("gzip") != std::string::npos)
        {
            answer.body = gzip(answer.body);
            answer.headers["Content-Encoding"] = "gzip";
        }
        return answer;
    }

    json reply_to_all(const json& asked)
    {
        if (asked.size() > orders.max_batch)
        {
            if (orders.batch_refusal == BatchRefusal::one_error)
                return error_reply(nullptr, kInvalidRequest, "batch too large");
            return json::array(
                {error_reply(asked[0].at("id"), kInvalidRequest, "batch too large")});
        }
        auto out = json::array();
        for (const auto& one : asked)
            out.push_back(reply_to(one));
        return out;
    }

    json reply_to(const json& asked)
    {
        if (!asked.is_object())
            return error_reply(nullptr, kParseError, "parse error");
        const std::string method = asked.at("method");
        const auto& params = asked.at("params");
        ++calls[method];
        if (const auto failure = orders.failures.find(method); failure != orders.failures.end())
            return error_reply(asked.at("id"), failure->second.code, failure->second.message);
        auto result = call_method(chain, method, params);
        if (!result)
            return error_reply(asked.at("id"), result.error().code, result.error().message);
        if (const auto tamper = orders.tampers.find(method); tamper != orders.tampers.end())
            tamper->second(params, *result);
        return {{"jsonrpc", "2.0"}, {"id", asked.at("id")}, {"result", std::move(*result)}};
    }

    mutable std::mutex mutex;  // Guards all that follows.
    FakeChain chain;
    Orders orders;
    std::map<std::string, size_t> calls;
    size_t http_requests = 0;
    HttpRequest last_request;
};

FakeNode::FakeNode(FakeChain chain)
  : state_{std::make_unique<State>(std::move(chain))}, server_{[this](const HttpRequest& request) {
        return state_->handle(request);
    }}
{
}

FakeNode::~FakeNode() = default;

std::string FakeNode::url() const
{
    return "http://127.0.0.1:" + std::to_string(port());
}

uint16_t FakeNode::port() const
{
    return server_.port();
}

void FakeNode::update(const std::function<void(FakeChain&)>& change)
{
    const std::lock_guard lock{state_->mutex};
    change(state_->chain);
}

FakeChain FakeNode::chain() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->chain;
}

void FakeNode::refuse_connections()
{
    server_.refuse_connections();
}

void FakeNode::accept_connections()
{
    server_.accept_connections();
}

void FakeNode::hold()
{
    server_.hold();
}

void FakeNode::release()
{
    server_.release();
}

void FakeNode::wait_until_held(size_t count)
{
    server_.wait_until_held(count);
}

void FakeNode::answer_with(HttpAnswer answer, size_t times)
{
    const std::lock_guard lock{state_->mutex};
    state_->orders.answer = std::move(answer);
    state_->orders.answers_left = times;
}

void FakeNode::limit_batches(size_t max_calls, BatchRefusal refusal)
{
    const std::lock_guard lock{state_->mutex};
    state_->orders.max_batch = max_calls;
    state_->orders.batch_refusal = refusal;
}

void FakeNode::slow_down(std::chrono::milliseconds time)
{
    const std::lock_guard lock{state_->mutex};
    state_->orders.delay = time;
}

void FakeNode::compress()
{
    const std::lock_guard lock{state_->mutex};
    state_->orders.compress = true;
}

void FakeNode::tamper(const std::string& method, Tamper tamper)
{
    const std::lock_guard lock{state_->mutex};
    state_->orders.tampers[method] = std::move(tamper);
}

void FakeNode::tamper_replies(std::function<void(json& reply)> tamper)
{
    const std::lock_guard lock{state_->mutex};
    state_->orders.tamper_replies = std::move(tamper);
}

void FakeNode::fail(const std::string& method, int code, const std::string& message)
{
    const std::lock_guard lock{state_->mutex};
    state_->orders.failures[method] = {code, message};
}

void FakeNode::remove_method(const std::string& method)
{
    fail(method, kMethodNotFound, "the method " + method + " does not exist/is not available");
}

void FakeNode::behave()
{
    const std::lock_guard lock{state_->mutex};
    state_->orders = {};
}

size_t FakeNode::calls(const std::string& method) const
{
    const std::lock_guard lock{state_->mutex};
    const auto found = state_->calls.find(method);
    return found == state_->calls.end() ? 0 : found->second;
}

size_t FakeNode::http_requests() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->http_requests;
}

size_t FakeNode::connections() const
{
    return server_.connections();
}

HttpRequest FakeNode::last_request() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->last_request;
}
}  // namespace interlock::testing
