#include "server/tls/grpc_credentials.hpp"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

#include <cstdlib>
#include <mutex>

#include "server/tls/tls_files.hpp"

namespace interlock::server
{
namespace
{
/// gRPC asks for the files at the beginning of each handshake. Its C++ interface has no way to
/// answer, its C interface has; docs/decisions/0014-tls.md says why not the file watcher.
class ReloadedCredentials final : public grpc::ServerCredentials
{
public:
    ReloadedCredentials(std::shared_ptr<TlsFiles> files, bool knows_clients)
      : files_{std::move(files)},
        credentials_{grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                knows_clients ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                              : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
                &fetch, this))}
    {
    }
    ~ReloadedCredentials() override { grpc_server_credentials_release(credentials_); }

    /// Who calls is not asked by metadata here.
    void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override
    {
        std::abort();
    }

private:
    int AddPortToServer(const std::string& address, grpc_server* server) override
    {
        return grpc_server_add_http2_port(server, address.c_str(), credentials_);
    }

    static grpc_ssl_certificate_config_reload_status fetch(
        void* self, grpc_ssl_server_certificate_config** out) noexcept
    {
        return static_cast<ReloadedCredentials*>(self)->give(*out);
    }

    grpc_ssl_certificate_config_reload_status give(grpc_ssl_server_certificate_config*& out)
    {
        const std::scoped_lock lock{mutex_};
        auto material = files_->current();
        if (material == given_)
            return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
        const auto& [certificate, key, expires_at_s] = material->identity;
        const grpc_ssl_pem_key_cert_pair pair{key.c_str(), certificate.c_str()};
        // It insists on authorities also where clients are not asked for certificates; then they
        // are for nothing.
        const auto& authorities = material->client_ca.empty() ? certificate : material->client_ca;
        out = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
        given_ = std::move(material);
        return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
    }

    const std::shared_ptr<TlsFiles> files_;
    std::mutex mutex_;
    TlsFiles::Shared given_;  // Guarded by mutex_: what gRPC has.
    grpc_server_credentials* const credentials_;
};
}  // namespace

std::optional<int64_t> GrpcCredentials::expires_at_s() const
{
    return files ? std::optional{files->current()->identity.expires_at_s} : std::nullopt;
}

tl::expected<GrpcCredentials, std::string> grpc_credentials(
    const std::string& door, const TlsSettings& files)
{
    if (!files.certificate)
        return GrpcCredentials{nullptr, grpc::InsecureServerCredentials()};
    auto loaded = TlsFiles::load(door, files);
    if (!loaded)
        return tl::unexpected{std::move(loaded.error())};
    GrpcCredentials out{*std::move(loaded), nullptr};
    out.credentials = std::make_shared<ReloadedCredentials>(out.files, files.client_ca.has_value());
    return out;
}
}  // namespace interlock::server
