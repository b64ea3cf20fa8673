#include "server/rpc/tls_context.hpp"

#include <boost/asio/buffer.hpp>

namespace interlock::server::rpc
{
namespace
{
namespace asio = boost::asio;
namespace ssl = asio::ssl;

/// Throws only when memory is short: TlsFiles gives nothing that cannot be used.
TlsContext::Shared make_context(const TlsMaterial& material)
{
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                         ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                         ssl::context::no_tlsv1_1 | ssl::context::single_dh_use);
    context->use_certificate_chain(asio::buffer(material.identity.certificate));
    context->use_private_key(asio::buffer(material.identity.key), ssl::context::pem);
    if (material.client_ca.empty())
        return context;
    context->add_certificate_authority(asio::buffer(material.client_ca));
    context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    return context;
}
}  // namespace

TlsContext::Shared TlsContext::current()
{
    const std::scoped_lock lock{mutex_};
    auto material = files_->current();
    if (material != material_)
    {
        context_ = make_context(*material);
        material_ = std::move(material);
    }
    return context_;
}
}  // namespace interlock::server::rpc
