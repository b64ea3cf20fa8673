#include "tests/support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <chrono>
#include <stdexcept>

namespace interlock::testing
{
namespace
{
constexpr long kDayS = 86'400;

void must(bool done)
{
    if (!done)
        throw std::runtime_error{"OpenSSL refuses"};
}

void add_extension(X509* certificate, int kind, const char* value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    auto* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
    must(extension != nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}
}  // namespace

void touch(const std::filesystem::path& file)
{
    static std::atomic<int> count{0};
    std::filesystem::last_write_time(
        file, std::filesystem::last_write_time(file) + std::chrono::seconds{++count});
}

struct TestCertificate::State
{
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();

    ~State()
    {
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
};

TestCertificate::TestCertificate(
    const std::string& name, const TestCertificate* signer, const CertificateTerms& terms)
  : state_{std::make_unique<State>()}
{
    static std::atomic<long> serial{1};
    auto* certificate = state_->certificate;
    must(X509_set_version(certificate, 2) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * kDayS);
    X509_gmtime_adj(X509_getm_notAfter(certificate), terms.has_expired ? -kDayS : kDayS);
    must(X509_set_pubkey(certificate, state_->key) == 1);
    auto* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
        reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    const auto& by = signer == nullptr ? *state_ : *signer->state_;
    must(X509_set_issuer_name(certificate, X509_get_subject_name(by.certificate)) == 1);
    add_extension(certificate, NID_basic_constraints, signer == nullptr ? "CA:TRUE" : "CA:FALSE");
    add_extension(certificate, NID_subject_alt_name, terms.names.c_str());
    must(X509_sign(certificate, by.key, EVP_sha256()) != 0);
}

TestCertificate::~TestCertificate() = default;

void TestCertificate::write(
    const std::filesystem::path& certificate, const std::filesystem::path& key) const
{
    const auto write_to = [](const std::filesystem::path& file, auto put)
    {
        std::FILE* out = std::fopen(file.c_str(), "w");
        must(out != nullptr);
        const bool done = put(out) == 1;
        std::fclose(out);
        must(done);
        touch(file);
    };
    write_to(certificate, [&](std::FILE* out) { return PEM_write_X509(out, state_->certificate); });
    write_to(key, [&](std::FILE* out)
        { return PEM_write_PrivateKey(out, state_->key, nullptr, nullptr, 0, nullptr, nullptr); });
}
}  // namespace interlock::testing
