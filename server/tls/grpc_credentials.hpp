// How a gRPC door proves who it is, and asks its clients to.
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "server/config/config.hpp"

namespace interlock::server
{
class TlsFiles;

/// Keep them for as long as the server, which does not.
struct GrpcCredentials
{
    std::shared_ptr<TlsFiles> files;  // nullptr without TLS.
    std::shared_ptr<grpc::ServerCredentials> credentials;

    /// Of the certificate for a new connection; Unix seconds. nullopt without TLS.
    [[nodiscard]] std::optional<int64_t> expires_at_s() const;
};

/// Insecure without a certificate; else TLS, by the files as they are when a connection comes. The
/// error names the door and the file.
[[nodiscard]] tl::expected<GrpcCredentials, std::string> grpc_credentials(
    const std::string& door, const TlsSettings& files);
}  // namespace interlock::server
