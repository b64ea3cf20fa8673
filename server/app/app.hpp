// Everything the service is made of, wired together.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/admin/admin_server.hpp"
#include "server/api/grpc_server.hpp"
#include "server/app/index_compat.hpp"
#include "server/config/chain_set.hpp"
#include "server/config/config.hpp"
#include "server/ingest/commit_signal.hpp"
#include "server/ingest/failsafe_feed.hpp"
#include "server/ingest/fetcher.hpp"
#include "server/ingest/head_watch.hpp"
#include "server/ingest/label_follower.hpp"
#include "server/ingest/node_watch.hpp"
#include "server/ingest/pruner.hpp"
#include "server/ingest/safety_log.hpp"
#include "server/ingest/wait_log.hpp"
#include "server/lookup/lookup.hpp"
#include "server/metrics/message_watch.hpp"
#include "server/metrics/metrics.hpp"
#include "server/rpc/rpc_server.hpp"
#include "server/threads/step_thread.hpp"
#include "storage/sqlite_store.hpp"

namespace interlock::server
{
/// Why the service does not start.
struct StartFailure
{
    std::string message;     // A sentence for people.
    bool temporary = false;  // Trying again may help; else something must be changed first.
};
using StartFailures = std::vector<StartFailure>;

/// A running service: from start() to destruction it follows the chains and answers.
class App
{
public:
    /// Opens (or takes over) the index, checks that no endpoint serves another chain, and begins.
    [[nodiscard]] static tl::expected<std::unique_ptr<App>, StartFailures> start(
        const Config& config, ChainSet chains);
    ~App();

    [[nodiscard]] int grpc_port() const noexcept { return grpc_->port(); }
    /// nullopt when the Admin service is not served.
    [[nodiscard]] std::optional<int> admin_port() const noexcept
    {
        return admin_ ? std::optional{admin_->port()} : std::nullopt;
    }
    /// nullopt when the operators' JSON-RPC is not served.
    [[nodiscard]] std::optional<int> admin_rpc_port() const noexcept
    {
        return admin_rpc_ ? std::optional{admin_rpc_->port()} : std::nullopt;
    }
    /// nullopt when metrics are not served.
    [[nodiscard]] std::optional<int> metrics_port() const noexcept
    {
        return metrics_ ? std::optional{metrics_->port()} : std::nullopt;
    }
    /// nullopt when JSON-RPC is not served.
    [[nodiscard]] std::optional<int> rpc_port() const noexcept
    {
        return rpc_ ? std::optional{rpc_->port()} : std::nullopt;
    }

private:
    App(const Config& config, ChainSet chains, std::unique_ptr<storage::SqliteStore> store,
        const IndexState& index, std::unique_ptr<Failsafes> failsafes);

    [[nodiscard]] tl::expected<void, StartFailures> serve_rpc(const RpcSettings& settings);
    [[nodiscard]] tl::expected<void, StartFailures> serve_admin(const Config& config);
    [[nodiscard]] tl::expected<void, StartFailures> serve_admin_rpc(
        const Config& config, const std::optional<wire::BearerSecret>& secret);
    [[nodiscard]] storage::Result<void> watch_for_failsafes();
    void on_committed(const SafetyNews& news);
    void keep_small();
    void tell_of_waits();
    // app_metrics.cpp: what metrics tell.
    [[nodiscard]] tl::expected<void, StartFailures> serve_metrics(const MetricsSettings& settings);
    [[nodiscard]] Reading read() const;
    [[nodiscard]] std::vector<ChainReading> read_chains() const;
    [[nodiscard]] DoorsReading read_doors() const;
    [[nodiscard]] IndexReading read_index() const;

    void follow(const Config& config, const ResolvedChain& chain);
    void listen(const ChainSettings& settings, const chain::RequestLimits& limits);

    // In the order of construction; each uses only what stands before it.
    const ChainSet chains_;
    std::map<ChainId, std::string> names_;
    std::unique_ptr<storage::SqliteStore> store_;
    const std::filesystem::path index_file_;
    const std::optional<uint64_t> retention_s_;  // Absent when everything is kept.
    StatusBoard board_;
    std::unique_ptr<Failsafes> failsafes_;
    FailsafeFeed failsafe_feed_;
    Anchors anchors_;
    Judge judge_;
    CommitSignal commits_;
    CheckCounts checks_;
    ApiContext context_;
    std::stop_source requests_;  // Cancels requests to nodes that are under way.
    Lookup lookup_;
    SafetyLog safety_log_;
    SafetyCounts safety_counts_;
    WriterThread writer_;
    WorkPool fetch_pool_;  // Fetches blocks while chains are far behind.
    std::unique_ptr<GrpcServer> grpc_;
    std::unique_ptr<rpc::RpcServer> rpc_;        // Absent when it is not served.
    std::unique_ptr<rpc::RpcServer> admin_rpc_;  // Absent when it is not served.
    std::unique_ptr<AdminServer> admin_;         // Absent when it is not served.
    std::optional<MessageWatch> messages_;       // Absent when metrics are not served.
    std::vector<std::unique_ptr<Fetcher>> fetchers_;
    std::vector<std::unique_ptr<LabelFollower>> label_followers_;
    std::vector<std::unique_ptr<NodeWatch>> node_watches_;
    std::optional<Pruner> pruner_;
    WaitLog wait_log_;
    std::vector<std::unique_ptr<StepThread>> threads_;
    std::vector<std::unique_ptr<HeadWatch>> head_watches_;
    std::vector<std::unique_ptr<StepThread>> head_threads_;  // They wake some of threads_.
    std::unique_ptr<Metrics> metrics_;                       // Absent when they are not served.
};
}  // namespace interlock::server
