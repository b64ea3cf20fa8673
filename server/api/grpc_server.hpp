// The gRPC server: the services, grpc.health.v1 and reflection, on one address.
#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "server/api/context.hpp"
#include "server/api/limits.hpp"
#include "server/config/config.hpp"

namespace interlock::server
{
/// Serves from construction to stop(). Thread-safe, except that one thread at a time stops it.
class GrpcServer
{
public:
    /// Fails when the address cannot be listened at, or when the TLS files cannot be used; the
    /// message names which.
    [[nodiscard]] static tl::expected<std::unique_ptr<GrpcServer>, std::string> start(
        const GrpcSettings& settings, const ApiContext& context, const ApiLimits& limits = {});
    ~GrpcServer();

    /// The port listened at, also when the address asked for any (port 0).
    [[nodiscard]] int port() const noexcept;
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
