// A JSON-RPC door over an index that is never free: everything before the index is looked into.
#pragma once

#include "server/rpc/routes.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
class RpcDoor
{
public:
    static constexpr size_t kMaxBatch = 4;

    RpcDoor();

    [[nodiscard]] std::string answer(std::string_view body);
    [[nodiscard]] server::rpc::HttpReply answer(const server::rpc::HttpRequest& request);

private:
    class BusyViews final : public storage::ViewSource
    {
    public:
        storage::Result<std::unique_ptr<storage::View>> open_view() override;
    };

    const DependencySet set_;
    const std::map<ChainId, std::string> names_;
    BusyViews views_;
    const server::Judge judge_{set_, {}};
    server::StatusBoard board_{set_};
    server::Failsafes failsafes_{server::default_failsafe_policies()};
    server::CommitSignal commits_;
    server::CheckCounts checks_;
    const server::ApiContext context_;
    const server::rpc::MethodContext methods_{.api = context_};
    const server::rpc::Dispatcher dispatcher_{methods_, kMaxBatch};
    const server::rpc::Routes routes_;
    server::rpc::RequestParser parser_;
};

/// That the text is a reply, or an array of replies, with codes that clients know.
void require_replies(std::string_view text);
}  // namespace interlock::fuzz
