// The settings of the service, gathered from flags, environment, file and defaults, in this order
// of precedence. What settings there are is written once, in settings.cpp; the values below have no
// defaults of their own, so that none can disagree with that table. Values; any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "chain/endpoint.hpp"
#include "interop/chain_id.hpp"
#include "server/config/command_line.hpp"
#include "server/config/problem.hpp"
#include "server/failsafe/failsafes.hpp"

namespace interlock::server
{
/// A place to listen at. Port 0 lets the system choose.
struct ListenAddress
{
    std::string host;  // A name or an address; IPv6 without brackets.
    uint16_t port = 0;

    friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// "host:port", "[::1]:7545": the form gRPC takes.
[[nodiscard]] std::string to_string(const ListenAddress& address);

enum class LogLevel
{
    trace,
    debug,
    info,
    warn,
    error,
};

/// In their order.
inline constexpr std::array<std::string_view, 5> kLogLevelNames{
    "trace", "debug", "info", "warn", "error"};

enum class LogFormat
{
    text,
    json,
};

/// The files by which a door encrypts, and knows its clients. Read again when they change.
struct TlsSettings
{
    std::optional<std::filesystem::path> certificate;  // PEM, its chain after it.
    std::optional<std::filesystem::path> key;          // PEM. Given with the certificate.
    /// PEM. When given, only clients with a certificate that it has signed are served.
    std::optional<std::filesystem::path> client_ca;
};

struct GrpcSettings
{
    ListenAddress listen;
    TlsSettings tls;
};

struct QuerySettings
{
    /// Whether a check before inclusion admits a message of the executing block's own timestamp.
    bool admit_same_timestamp = false;
    size_t max_concurrent = 0;  // Views of the index open at once.
};

struct SafetySettings
{
    /// What follows from each cause that the service sees by itself.
    FailsafePolicies failsafe{};
};

struct MetricsSettings
{
    std::optional<ListenAddress> listen;  // Not served when absent.
};

struct AdminSettings
{
    std::optional<ListenAddress> listen;  // Not served when absent.
    TlsSettings tls;
    /// Given, or else tls.client_ca is. With both, both are asked of a caller.
    std::optional<ListenAddress> rpc_listen;  // Not served when absent.
    std::optional<std::filesystem::path> jwt_secret;
};

/// The JSON-RPC door.
struct RpcSettings
{
    std::optional<ListenAddress> listen;  // Not served when absent.
    TlsSettings tls;
    bool legacy_access_list = false;  // A check need not say on which chain it is executed.
    std::vector<std::string> cors_origins;
    bool dashboard = true;  // The page is served as well.
    size_t max_body_bytes = 0;
    size_t max_batch = 0;
    size_t max_connections = 0;
    size_t max_connections_per_address = 0;
    size_t max_in_flight = 0;  // Requests being received, answered or sent.
    std::chrono::milliseconds request_timeout{};
    std::chrono::milliseconds idle_timeout{};
};

struct LogSettings
{
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
};

struct IngestSettings
{
    std::chrono::milliseconds poll_interval{};
    size_t batch_blocks = 0;
    size_t connections = 0;  // To one node, while catching up.
    std::chrono::milliseconds request_timeout{};
    size_t max_reply_bytes = 0;
};

struct RetentionSettings
{
    bool removes_old = true;
    std::optional<uint64_t> window_s;  // When absent, the shortest.
};

struct DependencySetSettings
{
    std::optional<std::filesystem::path> file;
    std::optional<uint64_t> expiry_window_s;
};

/// When messaging becomes active on a chain; never when `at_s` is absent.
struct ActivationSetting
{
    std::optional<uint64_t> at_s;

    friend bool operator==(const ActivationSetting&, const ActivationSetting&) = default;
};

struct ChainSettings
{
    ChainId id;
    std::optional<std::string> name;
    std::vector<chain::Endpoint> execution;  // At least one.
    size_t quorum = 1;                       // Not more than there are execution nodes.
    std::vector<chain::Endpoint> subscribe;  // WebSocket.
    std::vector<chain::Endpoint> consensus;
    std::optional<std::filesystem::path> rollup_config;
    std::optional<uint64_t> block_time_s;
    std::optional<ActivationSetting> activation;
    std::optional<uint64_t> start_block;
};

struct Config
{
    std::filesystem::path data_dir;
    GrpcSettings grpc;
    QuerySettings query;
    SafetySettings safety;
    MetricsSettings metrics;
    AdminSettings admin;
    RpcSettings rpc;
    LogSettings log;
    IngestSettings ingest;
    RetentionSettings retention;
    DependencySetSettings dependency_set;
    std::vector<ChainSettings> chains;  // By ascending id; at least one.

    /// Where each setting that was given came from, by key ("chains.901.name" with decimal ids).
    std::map<std::string, std::string> origins;

    /// Empty for a setting that is at its default.
    [[nodiscard]] std::string origin_of(const std::string& key) const;
    [[nodiscard]] const ChainSettings* find_chain(const ChainId& id) const;
};

/// "chains.<id>.<setting>", the key under which problems and origins name a chain's setting.
[[nodiscard]] std::string chain_key(const ChainId& id, std::string_view setting);

/// Everything a configuration is read from.
struct ConfigSources
{
    CommandLine command_line;
    std::map<std::string, std::string> environment;  // All of it; INTERLOCK_* is looked at.
};

/// The environment of this process.
[[nodiscard]] std::map<std::string, std::string> process_environment();

/// Reads and checks all sources. The file is the one of --config, else of INTERLOCK_CONFIG, else
/// none. On failure every problem found, in the order of the sources; never empty.
/// It does not look at the files that the settings name; see resolve_chain_set.
[[nodiscard]] tl::expected<Config, ConfigProblems> load_config(const ConfigSources& sources);
}  // namespace interlock::server
