// How a client encrypts, whom it trusts, and what it shows of itself.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "proto/wire/pem.hpp"

namespace grpc
{
class ChannelCredentials;
}  // namespace grpc

namespace interlock::client
{
/// In PEM.
struct TlsFiles
{
    /// What signs the service's certificate; absent: what the system trusts.
    std::optional<std::filesystem::path> ca;
    /// Where the service wants to know its clients: an own certificate, its chain after it, and its
    /// key. Both or neither.
    std::optional<std::filesystem::path> certificate;
    std::optional<std::filesystem::path> key;
};

/// What the files held when they were read. A value; any thread.
class Tls
{
public:
    /// The error names the file, and says what is wrong with it: also when the own certificate has
    /// expired, for of that a service says nothing.
    [[nodiscard]] static tl::expected<Tls, std::string> read(const TlsFiles& files);

    /// What gRPC makes of it.
    [[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> credentials() const;
    /// In PEM; empty for what the system trusts.
    [[nodiscard]] const std::string& ca() const noexcept { return ca_; }
    [[nodiscard]] const std::optional<wire::PemIdentity>& identity() const noexcept
    {
        return identity_;
    }

private:
    Tls() = default;
    std::string ca_;  // Empty: the system's.
    std::optional<wire::PemIdentity> identity_;
};
}  // namespace interlock::client
