// The page for people, at /dashboard/ of the JSON-RPC door.
#pragma once

#include "server/dashboard/data.hpp"
#include "server/rpc/pages.hpp"

namespace interlock::server
{
/// Thread-safe.
class Dashboard final : public rpc::Pages
{
public:
    /// Both outlive it; without a look-up nodes are not asked.
    explicit Dashboard(const ApiContext& context, Lookup* lookup = nullptr) : data_{context, lookup}
    {
    }

    /// /dashboard and all below it; and / for a browser, which is sent there.
    [[nodiscard]] bool serve(const rpc::HttpRequest& request) const override;
    [[nodiscard]] rpc::HttpReply answer(const rpc::HttpRequest& request) override;

private:
    [[nodiscard]] rpc::HttpReply answer_path(const rpc::HttpRequest& request);

    DashboardData data_;
};
}  // namespace interlock::server
