#include "proto/wire/pem.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <ctime>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>

namespace interlock::wire
{
namespace
{
namespace fs = std::filesystem;

/// All the authorities that a system trusts take some 220 KiB.
constexpr size_t kMaxFileBytes = size_t{1} << 20U;

template <auto Free>
struct Deleter
{
    template <typename T>
    void operator()(T* object) const
    {
        Free(object);
    }
};
using Source = std::unique_ptr<BIO, Deleter<&BIO_free>>;
using Certificate = std::unique_ptr<X509, Deleter<&X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<&EVP_PKEY_free>>;
using Context = std::unique_ptr<SSL_CTX, Deleter<&SSL_CTX_free>>;

/// What is wrong with a file, without its name.
using Fault = std::optional<std::string>;

/// The library's words for the last thing that failed.
std::string reason()
{
    const char* const text = ERR_reason_error_string(ERR_peek_last_error());
    return text == nullptr ? "OpenSSL does not say why" : text;
}

Source source_of(const std::string& pem)
{
    return Source{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

tl::expected<std::string, std::string> contents(const fs::path& file)
{
    std::ifstream stream{file, std::ios::binary};
    if (!stream)
        return tl::unexpected{std::generic_category().message(errno)};
    std::string out(kMaxFileBytes + 1, '\0');
    stream.read(out.data(), static_cast<std::streamsize>(out.size()));
    if (stream.bad())
        return tl::unexpected{std::string{"it cannot be read"}};
    out.resize(static_cast<size_t>(stream.gcount()));
    if (out.size() > kMaxFileBytes)
        return tl::unexpected{"it has more than " + std::to_string(kMaxFileBytes) + " bytes"};
    return out;
}

/// Calls `take` with each certificate in turn, until it finds a fault.
template <typename Take>
Fault each_certificate(const std::string& pem, Take take)
{
    ERR_clear_error();
    const auto source = source_of(pem);
    size_t count = 0;
    for (;; ++count)
    {
        const Certificate next{PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)};
        if (!next)
            break;
        if (auto fault = take(*next, count))
            return fault;
    }
    const bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (!is_end)
        return "certificate " + std::to_string(count + 1) + " in it is damaged: " + reason();
    ERR_clear_error();
    return count == 0 ? Fault{"it holds no certificate in PEM"} : Fault{};
}

int64_t expiry_of(const X509& certificate)
{
    std::tm time{};
    ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &time);
    return timegm(&time);
}

/// Keys that are encrypted are refused; OpenSSL would ask the terminal for their password.
int no_password(char*, int, int, void*)
{
    return -1;
}

Fault use_certificates(SSL_CTX& context, PemIdentity& identity)
{
    return each_certificate(identity.certificate,
        [&](X509& certificate, size_t place) -> Fault
        {
            if (place != 0)
                return std::nullopt;
            identity.expires_at_s = expiry_of(certificate);
            return SSL_CTX_use_certificate(&context, &certificate) == 1 ? Fault{} : reason();
        });
}

Fault use_key(SSL_CTX& context, const std::string& pem)
{
    ERR_clear_error();
    const auto source = source_of(pem);
    const Key key{PEM_read_bio_PrivateKey(source.get(), nullptr, &no_password, nullptr)};
    if (!key)
    {
        const bool is_encrypted = pem.find("ENCRYPTED") != std::string::npos;
        return is_encrypted ? "it is encrypted; its key must be readable without a password"
                            : "it holds no private key in PEM";
    }
    if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1)
        return "it is not the key of that certificate (" + reason() + ")";
    return std::nullopt;
}

tl::unexpected<std::string> unusable(
    const std::string& what, const fs::path& file, const std::string& why)
{
    return tl::unexpected{"the " + what + " " + file.string() + " cannot be used: " + why};
}
}  // namespace

tl::expected<PemIdentity, std::string> read_identity(
    const fs::path& certificate, const fs::path& key)
{
    const Context context{SSL_CTX_new(TLS_method())};
    PemIdentity out;
    auto chain = contents(certificate);
    if (!chain)
        return unusable("certificate", certificate, chain.error());
    out.certificate = *std::move(chain);
    if (const auto fault = use_certificates(*context, out))
        return unusable("certificate", certificate, *fault);
    auto secret = contents(key);
    if (!secret)
        return unusable("key", key, secret.error());
    out.key = *std::move(secret);
    if (const auto fault = use_key(*context, out.key))
        return unusable("key", key, *fault);
    return out;
}

tl::expected<std::string, std::string> read_authorities(
    const fs::path& file, const std::string& what)
{
    auto out = contents(file);
    if (!out)
        return unusable(what, file, out.error());
    if (const auto fault = each_certificate(*out, [](X509&, size_t) { return Fault{}; }))
        return unusable(what, file, *fault);
    return out;
}
}  // namespace interlock::wire
