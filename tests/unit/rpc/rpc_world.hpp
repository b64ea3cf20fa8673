// Small chains as the JSON-RPC door has them, without sockets.
#pragma once

#include "server/config/config.hpp"
#include "server/ingest/failsafe_feed.hpp"
#include "server/rpc/dispatcher.hpp"
#include "tests/support/safety_world.hpp"

namespace interlock::testing
{
/// A request that needs nothing, and the reply of a world to it.
inline const std::string kHealth = R"({"jsonrpc":"2.0","id":1,"method":"health_status"})";
inline const std::string kHealthy = R"({"jsonrpc":"2.0","id":1,"result":"1.2.3"})";

/// Alpha, beta and gamma, begun and ready. For one thread at a time.
class RpcWorld
{
public:
    RpcWorld();

    void set_ready(const ChainId& chain, bool ready, const std::string& trouble = {});
    [[nodiscard]] const server::ApiContext& context() const { return context_; }
    /// The reply to a request's body.
    [[nodiscard]] std::string answer(const std::string& body, bool legacy_access_list = false);

    static constexpr size_t kMaxBatch = 5;

    SafetyWorld world;
    server::StatusBoard board{world.set()};
    server::Failsafes failsafes{server::default_failsafe_policies()};
    server::CommitSignal commits;
    server::CheckCounts checks;

private:
    server::FailsafeFeed failsafe_feed_{world.set(), failsafes, board, [] { return uint64_t{1}; }};
    const server::Judge judge_{world.set(), {}};
    const std::map<ChainId, std::string> names_;
    const server::ApiContext context_;
    server::rpc::RequestParser parser_;
};

/// A door of small bounds, at a port that the system chooses.
[[nodiscard]] server::RpcSettings small_door();

/// The entries that announce the log, as JSON strings; with `wrong`, the checksum of another one.
[[nodiscard]] std::string entries_of(const Message& message, bool wrong = false);
}  // namespace interlock::testing
