// Certificates made for a test.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace interlock::testing
{
/// Gives the file a time of change that none had before: a reader that goes by times sees it.
void touch(const std::filesystem::path& file);

struct CertificateTerms
{
    std::string names = "IP:127.0.0.1";  // As OpenSSL writes them.
    bool has_expired = false;
};

/// A key and a certificate, signed by itself or by another of these.
class TestCertificate
{
public:
    explicit TestCertificate(const std::string& name, const TestCertificate* signer = nullptr,
        const CertificateTerms& terms = {});
    ~TestCertificate();
    TestCertificate(const TestCertificate&) = delete;
    TestCertificate& operator=(const TestCertificate&) = delete;

    /// Writes both in PEM, and touches them.
    void write(const std::filesystem::path& certificate, const std::filesystem::path& key) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};
}  // namespace interlock::testing
