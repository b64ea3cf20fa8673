// The gRPC door over TLS, and with certificates of clients; and what a client says when it is not
// let in.
#include <gmock/gmock.h>

#include <fstream>

#include "client/client.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/api/served_world.hpp"

namespace interlock::testing
{
namespace
{
using client::Tls;
using client::TlsFiles;
using ::testing::HasSubstr;

const std::string kLetIn;

class TlsTest : public ::testing::Test
{
protected:
    TlsTest()
    {
        ca.write(path("ca.crt"), path("ca.key"));
        other_ca.write(path("other-ca.crt"), path("other-ca.key"));
        write_server({});
        TestCertificate{"client", &ca}.write(path("client.crt"), path("client.key"));
        TestCertificate{"client", &other_ca}.write(path("other.crt"), path("other.key"));
    }

    [[nodiscard]] std::filesystem::path path(const std::string& name) const
    {
        return dir.path() / name;
    }
    void write_server(const CertificateTerms& terms) const
    {
        TestCertificate{"server", &ca, terms}.write(path("server.crt"), path("server.key"));
    }
    void start() { served.start({}, tls); }

    /// Why a new client is not let in; kLetIn when it is.
    [[nodiscard]] std::string ask(const std::optional<Tls>& with) const
    {
        const client::Client asking{{.server = served.address(), .deadline = kLong, .tls = with}};
        const auto chains = asking.chains();
        if (chains)
            return kLetIn;
        EXPECT_EQ(chains.error().kind, client::ErrorKind::unreachable);
        return chains.error().message;
    }
    [[nodiscard]] std::string ask(const TlsFiles& files) const
    {
        return ask(Tls::read(files).value());
    }
    [[nodiscard]] std::string ask_as(const std::string& name) const
    {
        return ask({path("ca.crt"), path(name + ".crt"), path(name + ".key")});
    }
    /// As the client library would not: with a certificate that it knows to have expired.
    [[nodiscard]] grpc::Status ask_with_expired() const
    {
        TestCertificate{"client", &ca, {.has_expired = true}}.write(
            path("old.crt"), path("old.key"));
        const grpc::SslCredentialsOptions options{.pem_root_certs = text("ca.crt"),
            .pem_private_key = text("old.key"),
            .pem_cert_chain = text("old.crt")};
        const auto stub = pb::Supervisor::NewStub(
            grpc::CreateChannel(served.address(), grpc::SslCredentials(options)));
        pb::GetHeadsReply reply;
        return stub->GetHeads(Call{}, {}, &reply);
    }
    [[nodiscard]] std::string text(const std::string& name) const
    {
        std::ostringstream out;
        out << std::ifstream{path(name)}.rdbuf();
        return out.str();
    }

    TempDir dir;
    const TestCertificate ca{"ca"};
    const TestCertificate other_ca{"other ca"};
    server::TlsSettings tls{.certificate = path("server.crt"), .key = path("server.key")};
    ServedWorld served;
};
}  // namespace

TEST_F(TlsTest, serves_encrypted_only)
{
    start();
    EXPECT_EQ(ask({.ca = path("ca.crt")}), kLetIn);
    EXPECT_EQ(ask_as("client"), kLetIn) << "a certificate that nobody asked for";
    EXPECT_THAT(ask(std::nullopt), HasSubstr("does it want TLS"));
}

TEST_F(TlsTest, what_a_client_does_not_trust_it_does_not_ask)
{
    start();
    EXPECT_THAT(ask({.ca = path("other-ca.crt")}), HasSubstr("is not trusted"));
    EXPECT_THAT(ask(TlsFiles{}), HasSubstr("is not trusted")) << "by the system";
    write_server({.names = "DNS:elsewhere.example"});
    EXPECT_THAT(ask({.ca = path("ca.crt")}), HasSubstr("is for another name"));
    write_server({.has_expired = true});
    EXPECT_THAT(ask({.ca = path("ca.crt")}), HasSubstr("it has expired, or"));
    write_server({});
    EXPECT_EQ(ask({.ca = path("ca.crt")}), kLetIn);
}

TEST_F(TlsTest, a_service_without_tls_is_named_so)
{
    tls = {};
    start();
    EXPECT_EQ(ask(std::nullopt), kLetIn);
    EXPECT_THAT(ask({.ca = path("ca.crt")}), HasSubstr("the service does not speak TLS"));
}

TEST_F(TlsTest, clients_without_a_certificate_of_the_ca_are_not_served)
{
    tls.client_ca = path("ca.crt");
    start();
    EXPECT_EQ(ask_as("client"), kLetIn);
    EXPECT_THAT(ask({.ca = path("ca.crt")}), HasSubstr("or another certificate of the client?"));
    EXPECT_THAT(ask_as("other"), HasSubstr("or another certificate of the client?"));
    EXPECT_EQ(ask_with_expired().error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_THAT(ask(std::nullopt), HasSubstr("does it want TLS"));
    EXPECT_EQ(ask_as("client"), kLetIn);
}

TEST_F(TlsTest, changed_files_are_used_without_a_restart)
{
    tls.client_ca = path("ca.crt");
    start();
    const client::Client kept{{.server = served.address(),
        .deadline = kLong,
        .tls = Tls::read({path("ca.crt"), path("client.crt"), path("client.key")}).value()}};
    EXPECT_TRUE(kept.chains());
    const TestCertificate renewed{"server", &other_ca};
    // Between the two writes certificate and key do not belong together.
    renewed.write(path("server.crt"), path("unused.key"));
    EXPECT_EQ(ask_as("client"), kLetIn);
    renewed.write(path("server.crt"), path("server.key"));
    const TlsFiles new_trust{path("other-ca.crt"), path("client.crt"), path("client.key")};
    EXPECT_EQ(ask(new_trust), kLetIn);
    EXPECT_THAT(ask_as("client"), HasSubstr("is not trusted"));
    EXPECT_TRUE(kept.chains()) << "a connection that is there stays";

    for (const auto* spoilt : {"server.crt", "server.key"})
    {
        std::ofstream{path(spoilt)} << "garbage";
        touch(path(spoilt));
        EXPECT_EQ(ask(new_trust), kLetIn);
        std::filesystem::remove(path(spoilt));
        EXPECT_EQ(ask(new_trust), kLetIn);
        renewed.write(path("server.crt"), path("server.key"));
    }
    // Another client CA.
    other_ca.write(path("ca.crt"), path("ca.key"));
    EXPECT_NE(ask(new_trust), kLetIn);
    EXPECT_EQ(ask({path("other-ca.crt"), path("other.crt"), path("other.key")}), kLetIn);
}

TEST_F(TlsTest, files_that_cannot_be_used_are_named_at_start)
{
    const auto refusal = [&](const server::TlsSettings& settings) -> std::string
    {
        try
        {
            served.start({}, settings);
            return "it started";
        }
        catch (const std::runtime_error& refused)
        {
            return refused.what();
        }
    };
    EXPECT_THAT(refusal({path("missing.crt"), path("server.key"), {}}),
        HasSubstr("gRPC: the certificate " + path("missing.crt").string() + " cannot be used"));
    EXPECT_THAT(refusal({path("server.crt"), path("ca.key"), {}}),
        HasSubstr("ca.key cannot be used: it is not the key of that certificate"));
    EXPECT_THAT(refusal({path("server.crt"), path("server.key"), path("ca.key")}),
        HasSubstr("the client CA"));
}

TEST_F(TlsTest, files_of_a_client_are_found_wrong_before_it_asks)
{
    TestCertificate{"client", &ca, {.has_expired = true}}.write(path("old.crt"), path("old.key"));
    const auto refusal = [](const TlsFiles& files)
    {
        const auto read = Tls::read(files);
        return read ? "taken" : read.error();
    };
    EXPECT_THAT(refusal({.ca = path("no.crt")}), HasSubstr("the CA " + path("no.crt").string()));
    EXPECT_THAT(refusal({{}, path("client.crt"), {}}), HasSubstr("both files or neither"));
    EXPECT_THAT(refusal({{}, path("client.crt"), path("other.key")}), HasSubstr("other.key"));
    EXPECT_THAT(refusal({{}, path("old.crt"), path("old.key")}), HasSubstr("old.crt has expired"));
    EXPECT_EQ(refusal({{}, path("client.crt"), path("client.key")}), "taken");
}
}  // namespace interlock::testing
