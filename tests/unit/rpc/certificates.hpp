// Certificates made for a test.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace interlock::testing
{
/// A key and a certificate for 127.0.0.1, signed by itself or by another of these.
class TestCertificate
{
public:
    explicit TestCertificate(const std::string& name, const TestCertificate* signer = nullptr);
    ~TestCertificate();

    /// Writes both in PEM: NAME.crt and NAME.key.
    void write(const std::filesystem::path& certificate, const std::filesystem::path& key) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};
}  // namespace interlock::testing
