#include "chain/new_heads.hpp"

#include "chain/announcement.hpp"
#include "chain/rpc_reply.hpp"
#include "chain/websocket.hpp"

namespace interlock::chain
{
namespace
{
constexpr uint64_t kSubscribeId = 1;
constexpr auto* kSubscribe =
    R"({"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]})";
/// Messages of any other kind before the one that is waited for.
constexpr size_t kMaxOthers = 64;
constexpr size_t kMaxSubscriptionBytes = 256;
/// A chain may be without blocks for long, while pings show that the connection is alive.
constexpr std::chrono::hours kLongestWait{24};
constexpr auto* kAdvice =
    "; the endpoint does not announce blocks: take it out of this chain's subscribe setting";

class NewHeads : public HeadSource
{
public:
    NewHeads(Endpoint endpoint, SubscriptionLimits limits)
      : endpoint_{std::move(endpoint)}, limits_{std::move(limits)}
    {
    }

    const std::string& name() const override { return endpoint_.display(); }

    Result<void> open() override
    {
        socket_ = std::make_unique<WebSocket>(endpoint_, limits_);
        const auto deadline = std::chrono::steady_clock::now() + limits_.request.timeout;
        return keep(socket_->connect()
                        .and_then([&] { return socket_->send(kSubscribe, deadline); })
                        .and_then([&] { return await_reply(deadline); }));
    }

    Result<void> next() override
    {
        if (!socket_)
            return tl::unexpected{error(ErrorKind::unreachable, "not connected")};
        return keep(await_announcement(std::chrono::steady_clock::now() + kLongestWait));
    }

private:
    Error error(ErrorKind kind, const std::string& what) const
    {
        return {kind, name() + ": " + what};
    }

    Result<void> keep(Result<void> done)
    {
        if (!done)
            socket_.reset();
        return done;
    }

    struct Message
    {
        simdjson::padded_string text;
        std::optional<std::string> announced;  // By which subscription, when it announces a block.
    };
    Result<Message> receive(WebSocket::Deadline deadline)
    {
        const auto message = socket_->receive(deadline);
        if (!message)
            return tl::unexpected{message.error()};
        simdjson::padded_string text{*message};
        auto announced = parse_announcement(parser_, text);
        if (!announced)
            return tl::unexpected{malformed(announced.error())};
        return Message{std::move(text), *std::move(announced)};
    }

    /// Announcements may come before the reply that names their subscription.
    Result<void> await_reply(WebSocket::Deadline deadline)
    {
        for (size_t others = 0; others < kMaxOthers; ++others)
        {
            const auto message = receive(deadline);
            if (!message)
                return tl::unexpected{message.error()};
            if (message->announced)
                continue;
            const auto replies = parse_replies(parser_, message->text);
            if (!replies || replies->is_batch)
                return tl::unexpected{malformed(replies ? "a batch of replies" : replies.error())};
            return take_reply(replies->replies.front());
        }
        return tl::unexpected{error(ErrorKind::malformed, "eth_subscribe: no reply to it")};
    }

    Result<void> take_reply(const RpcReplyJson& reply)
    {
        if (reply.error)
        {
            const auto kind = chain::kind_of(*reply.error);
            auto what = "eth_subscribe: error " + std::to_string(reply.error->code) + ": " +
                        printable(endpoint_.redact(reply.error->message));
            if (kind == ErrorKind::unsupported)
                what += kAdvice;
            return tl::unexpected{error(kind, what)};
        }
        if (reply.id != kSubscribeId)
            return tl::unexpected{malformed("the reply's id is not the request's")};
        if (reply.result->size() > kMaxSubscriptionBytes || !reply.result->starts_with('"'))
            return tl::unexpected{malformed("the reply names no subscription")};
        subscription_ = *reply.result;
        return {};
    }

    Result<void> await_announcement(WebSocket::Deadline deadline)
    {
        for (size_t others = 0; others < kMaxOthers; ++others)
        {
            const auto message = receive(deadline);
            if (!message)
                return tl::unexpected{message.error()};
            if (message->announced == subscription_)
                return {};
        }
        return tl::unexpected{
            error(ErrorKind::malformed, "many messages, but none of them announces a block")};
    }

    Error malformed(const std::string& what) const
    {
        return error(ErrorKind::malformed, "a message is not as it should be: " + what);
    }

    const Endpoint endpoint_;
    const SubscriptionLimits limits_;
    std::unique_ptr<WebSocket> socket_;
    simdjson::ondemand::parser parser_;
    std::string subscription_;  // As JSON text.
};
}  // namespace

std::unique_ptr<HeadSource> make_new_heads(Endpoint endpoint, SubscriptionLimits limits)
{
    return std::make_unique<NewHeads>(std::move(endpoint), std::move(limits));
}
}  // namespace interlock::chain
