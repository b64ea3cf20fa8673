// The gRPC server of the Admin service, on an address of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "server/admin/context.hpp"
#include "server/config/config.hpp"

namespace interlock::server
{
/// Serves from start() to destruction, which breaks off the job that runs.
class AdminServer
{
public:
    /// Fails when the address cannot be listened at, when the TLS files cannot be used, or when
    /// there is neither a secret in `context` nor a client CA in `tls`; the message names which.
    [[nodiscard]] static tl::expected<std::unique_ptr<AdminServer>, std::string> start(
        const ListenAddress& listen, const TlsSettings& tls, AdminContext context);
    ~AdminServer();

    /// The port listened at, also when the address asked for any (port 0).
    [[nodiscard]] int port() const noexcept;
    /// Of its certificate; Unix seconds. nullopt without TLS. Any thread.
    [[nodiscard]] std::optional<int64_t> certificate_expires_at_s() const;

private:
    struct State;
    explicit AdminServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};
}  // namespace interlock::server
