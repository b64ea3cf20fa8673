#include "server/rpc/tls_context.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace interlock::server::rpc
{
namespace
{
namespace ssl = boost::asio::ssl;
using boost::system::error_code;

tl::unexpected<std::string> unusable(
    const char* what, const std::filesystem::path& file, const error_code& error)
{
    return tl::unexpected{
        fmt::format("the {} {} cannot be used: {}; is it there, readable and in PEM?", what,
            file.string(), error.message())};
}

tl::expected<TlsContext::Shared, std::string> make_context(const TlsSettings& files)
{
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    error_code error;
    context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                         ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                         ssl::context::no_tlsv1_1 | ssl::context::single_dh_use);
    if (context->use_certificate_chain_file(files.certificate->string(), error); error)
        return unusable("certificate", *files.certificate, error);
    if (context->use_private_key_file(files.key->string(), ssl::context::pem, error); error)
        return unusable("key of that certificate", *files.key, error);
    if (!files.client_ca)
        return context;
    if (context->load_verify_file(files.client_ca->string(), error); error)
        return unusable("client CA", *files.client_ca, error);
    context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    return context;
}
}  // namespace

tl::expected<std::unique_ptr<TlsContext>, std::string> TlsContext::load(const TlsSettings& files)
{
    // Before the files are read: what changes in between is read again.
    auto versions = versions_of(files);
    auto context = make_context(files);
    if (!context)
        return tl::unexpected{std::move(context.error())};
    return std::unique_ptr<TlsContext>{
        new TlsContext{files, *std::move(context), std::move(versions)}};
}

TlsContext::TlsContext(TlsSettings files, Shared context, Versions versions)
  : files_{std::move(files)}, context_{std::move(context)}, versions_{std::move(versions)}
{
}

TlsContext::Shared TlsContext::current()
{
    const std::scoped_lock lock{mutex_};
    auto versions = versions_of(files_);
    if (versions == versions_)
        return context_;
    versions_ = std::move(versions);
    if (auto context = make_context(files_))
    {
        context_ = *std::move(context);
        spdlog::info("TLS: the changed files of {} are in use", files_.certificate->string());
    }
    else
        spdlog::warn("TLS: {}; the former ones stay in use", context.error());
    return context_;
}

TlsContext::Versions TlsContext::versions_of(const TlsSettings& files)
{
    Versions out;
    for (const auto* file : {&files.certificate, &files.key, &files.client_ca})
    {
        if (!*file)
            continue;
        std::error_code ignored;  // A file that is gone has a version, too.
        const auto time = std::filesystem::last_write_time(**file, ignored);
        out.emplace_back(time, std::filesystem::file_size(**file, ignored));
    }
    return out;
}
}  // namespace interlock::server::rpc
