// How a gRPC door proves who it is, and asks its clients to.
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "server/config/config.hpp"

namespace interlock::server
{
/// Insecure without a certificate; else TLS, by the files as they are when a connection comes. Keep
/// them for as long as the server, which does not. The error names the door and the file.
[[nodiscard]] tl::expected<std::shared_ptr<grpc::ServerCredentials>, std::string> grpc_credentials(
    const std::string& door, const TlsSettings& files);
}  // namespace interlock::server
