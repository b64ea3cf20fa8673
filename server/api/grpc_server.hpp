// The gRPC server: the services, grpc.health.v1 and reflection, on one address.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "server/api/context.hpp"
#include "server/api/limits.hpp"
#include "server/config/config.hpp"

namespace interlock::server
{
class Lookup;

/// What the door does, for who watches over it. Refused are those since start.
struct GrpcLoad
{
    size_t check_streams = 0;
    size_t watch_streams = 0;
    uint64_t refused_check_streams = 0;
    uint64_t refused_watch_streams = 0;
    uint64_t refused_reads = 0;                       // Calls that read much of the index.
    std::optional<int64_t> certificate_expires_at_s;  // Unix seconds; nullopt without TLS.
};

/// Serves from construction to stop(). Thread-safe, except that one thread at a time stops it.
class GrpcServer
{
public:
    /// Fails when the address cannot be listened at, or when the TLS files cannot be used; the
    /// message names which. `lookup` asks the chains' nodes; without it they are not asked.
    [[nodiscard]] static tl::expected<std::unique_ptr<GrpcServer>, std::string> start(
        const GrpcSettings& settings, const ApiContext& context, const ApiLimits& limits = {},
        Lookup* lookup = nullptr);
    ~GrpcServer();

    /// The port listened at, also when the address asked for any (port 0).
    [[nodiscard]] int port() const noexcept;
    [[nodiscard]] GrpcLoad load() const;
    /// What grpc.health.v1 answers from now on.
    void set_ready(bool ready);
    /// Refuses new calls, ends streams at once and other calls that are under way within a second.
    void stop();

private:
    struct State;
    explicit GrpcServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};
}  // namespace interlock::server
