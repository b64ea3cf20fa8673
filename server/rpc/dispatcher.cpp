#include "server/rpc/dispatcher.hpp"

#include "chain/rpc_reply.hpp"

namespace interlock::server::rpc
{
namespace
{
/// `id` is JSON text already.
std::string reply_text(const std::string& id, const Answered& answer)
{
    std::string out = R"({"jsonrpc":"2.0","id":)" + id;
    if (answer)
        return out + R"(,"result":)" + text_of(*answer) + '}';
    const auto& [code, message] = answer.error();
    const Json error{{"code", static_cast<int64_t>(code)}, {"message", message}};
    return out + R"(,"error":)" + text_of(error) + '}';
}
}  // namespace

std::string Dispatcher::answer(RequestParser& parser, std::string_view body) const
{
    const auto request = parser.parse(body, max_batch_);
    if (!request)
    {
        count(methods_.size(), false);
        return reply_text("null", tl::unexpected{request.error()});
    }
    std::string out;
    for (const auto& one : request->calls)
    {
        // Nobody hears what a notification brings: it matters only where it changes something.
        if (!one.id)
        {
            if (context_.failsafes != nullptr)
                static_cast<void>(call(one));
            continue;
        }
        out += out.empty() ? "" : ",";
        out += reply_text(*one.id, call(one));
    }
    return request->is_batch && !out.empty() ? '[' + out + ']' : out;
}

std::vector<MethodCount> Dispatcher::counts() const
{
    std::vector<MethodCount> out;
    for (size_t i = 0; i < counts_.size(); ++i)
    {
        const auto name = i < methods_.size() ? methods_[i].name : std::string_view{};
        out.push_back({name, counts_[i].answered, counts_[i].errors});
    }
    return out;
}

void Dispatcher::count(size_t method, bool is_answered) const
{
    auto& counts = counts_[method];
    (is_answered ? counts.answered : counts.errors).fetch_add(1, std::memory_order_relaxed);
}

size_t Dispatcher::find(const Call& call) const
{
    if (call.fault)
        return methods_.size();
    const auto found = std::find_if(methods_.begin(), methods_.end(),
        [&](const Method& method) { return method.name == call.method; });
    return static_cast<size_t>(found - methods_.begin());
}

Answered Dispatcher::call(const Call& call) const
{
    const auto method = find(call);
    auto answer = answer_call(call, method);
    count(method, answer.has_value());
    return answer;
}

Answered Dispatcher::answer_call(const Call& call, size_t method) const
{
    if (call.fault)
        return tl::unexpected{*call.fault};
    if (method == methods_.size())
        return fail(Code::method_not_found, "the method " +
                                                chain::printable(std::string{call.method}) +
                                                " does not exist/is not available");
    const auto& [name, argument_count, handler] = methods_[method];
    const auto arguments = Arguments::take(call.params, argument_count);
    if (!arguments)
        return tl::unexpected{arguments.error()};
    return handler(context_, *arguments);
}
}  // namespace interlock::server::rpc
