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
        return reply_text("null", tl::unexpected{request.error()});
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

Answered Dispatcher::call(const Call& call) const
{
    if (call.fault)
        return tl::unexpected{*call.fault};
    const auto* method = context_.find(call.method);
    if (method == nullptr)
        return fail(Code::method_not_found, "the method " +
                                                chain::printable(std::string{call.method}) +
                                                " does not exist/is not available");
    const auto arguments = Arguments::take(call.params, method->argument_count);
    if (!arguments)
        return tl::unexpected{arguments.error()};
    return method->handler(context_, *arguments);
}
}  // namespace interlock::server::rpc
