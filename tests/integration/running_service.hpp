// The service as a user would start it, on chains that a test controls.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "client/client.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/support/fake_node.hpp"
#include "tests/support/start_service.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::testing
{
inline constexpr auto kAlpha = ChainId::from_u64(901);
inline constexpr auto kBeta = ChainId::from_u64(902);

/// Flags as on a command line, for chains 901 and 902 behind `alpha` and `beta`.
[[nodiscard]] std::vector<std::string> flags_for(
    const FakeNode& alpha, const FakeNode& beta, const std::filesystem::path& data_dir);

/// Two chains, the service following them, and a client. Each block has two logs.
class RunningService
{
public:
    RunningService();

    void start(const std::vector<std::string>& more_flags = {});
    void stop();

    [[nodiscard]] const client::Client& client() const { return *client_; }
    [[nodiscard]] int grpc_port() const { return app_->grpc_port(); }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(grpc_port()); }
    [[nodiscard]] std::optional<int> admin_port() const { return app_->admin_port(); }
    [[nodiscard]] std::optional<int> admin_rpc_port() const { return app_->admin_rpc_port(); }
    [[nodiscard]] std::optional<int> metrics_port() const { return app_->metrics_port(); }
    [[nodiscard]] std::optional<int> rpc_port() const { return app_->rpc_port(); }
    [[nodiscard]] client::ChainStatus status_of(const ChainId& chain) const;
    /// Adds blocks with two logs each.
    static void extend(FakeNode& node, size_t count);
    /// Whether the index has exactly the node's chain, seen through the service.
    [[nodiscard]] bool follows(const FakeNode& node) const;
    [[nodiscard]] bool follows_all() const { return follows(alpha) && follows(beta); }

    FakeNode alpha{FakeChain{{.id = kAlpha}}};
    FakeNode beta{FakeChain{{.id = kBeta}}};
    TempDir data_dir;

private:
    std::unique_ptr<server::App> app_;
    std::unique_ptr<client::Client> client_;
};
}  // namespace interlock::testing
