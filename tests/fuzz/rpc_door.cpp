#include "tests/fuzz/rpc_door.hpp"

namespace interlock::fuzz
{
namespace
{
constexpr int64_t kKnownCodes[]{-32700, -32600, -32601, -32602, -32603, -320400, -320501};

void require_reply(const nlohmann::json& reply)
{
    require(reply.is_object() && reply.value("jsonrpc", "") == "2.0", "a reply is of JSON-RPC");
    require(reply.contains("id"), "a reply has an id");
    require(reply.contains("result") != reply.contains("error"), "either a result or an error");
    if (!reply.contains("error"))
        return;
    const auto code = reply["error"]["code"].get<int64_t>();
    require(
        std::find(std::begin(kKnownCodes), std::end(kKnownCodes), code) != std::end(kKnownCodes),
        "the code is known");
    const auto& message = reply["error"]["message"].get_ref<const std::string&>();
    require(!message.empty() && message.size() < 2'048, "the message is there, and bounded");
}
}  // namespace

RpcDoor::RpcDoor()
  : set_{*DependencySet::create(
        {{ChainId::from_u64(901), 2, 0}, {ChainId::from_u64(902), 2, 0}}, 0)},
    context_{.set = set_,
        .names = names_,
        .views = views_,
        .judge = judge_,
        .board = board_,
        .failsafes = failsafes_,
        .commits = commits_,
        .checks = checks_,
        .started_at_s = 1,
        .version = "1.2.3"},
    routes_{{.methods = methods_, .max_batch = kMaxBatch, .cors_origins = {"https://a"}}}
{
}

storage::Result<std::unique_ptr<storage::View>> RpcDoor::BusyViews::open_view()
{
    return tl::unexpected{storage::Error{storage::ErrorKind::busy, "too many views are open"}};
}

std::string RpcDoor::answer(std::string_view body)
{
    return dispatcher_.answer(parser_, body);
}

server::rpc::HttpReply RpcDoor::answer(const server::rpc::HttpRequest& request)
{
    return routes_.answer(parser_, request);
}

void require_replies(std::string_view text)
{
    const auto replies = read_again(text);
    require(replies.has_value(), "a reply is JSON");
    if (!replies->is_array())
        return require_reply(*replies);
    require(!replies->empty() && replies->size() <= RpcDoor::kMaxBatch, "a batch is bounded");
    for (const auto& reply : *replies)
        require_reply(reply);
}
}  // namespace interlock::fuzz
