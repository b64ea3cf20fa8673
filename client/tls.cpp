#include "client/tls.hpp"

#include <grpcpp/security/credentials.h>

#include <ctime>

namespace interlock::client
{
tl::expected<Tls, std::string> Tls::read(const TlsFiles& files)
{
    Tls out;
    if (files.ca)
    {
        auto ca = wire::read_authorities(*files.ca, "CA");
        if (!ca)
            return tl::unexpected{std::move(ca.error())};
        out.ca_ = *std::move(ca);
    }
    if (files.certificate.has_value() != files.key.has_value())
        return tl::unexpected{
            std::string{"a certificate is shown with its key: give both files or neither"}};
    if (!files.certificate)
        return out;
    auto identity = wire::read_identity(*files.certificate, *files.key);
    if (!identity)
        return tl::unexpected{std::move(identity.error())};
    if (identity->expires_at_s <= std::time(nullptr))
        return tl::unexpected{"the certificate " + files.certificate->string() + " has expired"};
    out.identity_ = *std::move(identity);
    return out;
}

std::shared_ptr<grpc::ChannelCredentials> Tls::credentials() const
{
    grpc::SslCredentialsOptions options{.pem_root_certs = ca_};
    if (identity_)
    {
        options.pem_private_key = identity_->key;
        options.pem_cert_chain = identity_->certificate;
    }
    return grpc::SslCredentials(options);
}
}  // namespace interlock::client
