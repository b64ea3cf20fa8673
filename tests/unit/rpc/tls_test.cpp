// The door over TLS, and with certificates of clients.
#include <gmock/gmock.h>

#include <fstream>

#include "server/rpc/rpc_server.hpp"
#include "tests/support/certificates.hpp"
#include "tests/unit/rpc/http_client.hpp"
#include "tests/unit/rpc/rpc_world.hpp"

namespace interlock::server::rpc
{
namespace
{
using namespace interlock::testing;
using ::testing::HasSubstr;

class TlsTest : public ::testing::Test
{
protected:
    TlsTest()
    {
        ca.write(path("ca.crt"), path("ca.key"));
        TestCertificate{"server", &ca}.write(path("rpc.crt"), path("rpc.key"));
    }

    [[nodiscard]] std::string path(const std::string& name) const
    {
        return (dir.path() / name).string();
    }
    tl::expected<void, std::string> start()
    {
        server.reset();
        auto started = RpcServer::start(settings, served.context());
        if (!started)
            return tl::unexpected{started.error()};
        server = *std::move(started);
        return {};
    }
    SecureReply ask(const SecureClient& client)
    {
        return post_secure(server->port(), kHealth, client);
    }

    TempDir dir;
    TestCertificate ca{"ca"};
    RpcWorld served;
    RpcSettings settings = [this]
    {
        auto out = small_door();
        out.tls = {.certificate = path("rpc.crt"), .key = path("rpc.key")};
        return out;
    }();
    std::unique_ptr<RpcServer> server;
};

TEST_F(TlsTest, serves_encrypted_only)
{
    ASSERT_TRUE(start());
    const auto reply = ask({.ca_file = path("ca.crt")});
    EXPECT_TRUE(reply.connected);
    EXPECT_EQ(reply.body, kHealthy);
    RawConnection plain{server->port()};
    plain.send(post(kHealth));
    EXPECT_EQ(status_of(plain.receive()), 0);
}

TEST_F(TlsTest, clients_without_a_certificate_of_the_ca_are_not_served)
{
    settings.tls.client_ca = path("ca.crt");
    ASSERT_TRUE(start());
    TestCertificate{"client", &ca}.write(path("client.crt"), path("client.key"));
    const TestCertificate other_ca{"other"};
    TestCertificate{"client", &other_ca}.write(path("other.crt"), path("other.key"));
    EXPECT_EQ(ask({path("ca.crt"), path("client.crt"), path("client.key")}).body, kHealthy);
    EXPECT_FALSE(ask({path("ca.crt"), path("other.crt"), path("other.key")}).connected);
    TestCertificate{"client", &ca, {.has_expired = true}}.write(path("old.crt"), path("old.key"));
    EXPECT_FALSE(ask({path("ca.crt"), path("old.crt"), path("old.key")}).connected);
    EXPECT_FALSE(ask({.ca_file = path("ca.crt")}).connected);
}

TEST_F(TlsTest, changed_files_are_used_without_a_restart)
{
    ASSERT_TRUE(start());
    const TestCertificate new_ca{"new ca"};
    new_ca.write(path("new-ca.crt"), path("new-ca.key"));
    EXPECT_FALSE(ask({.ca_file = path("new-ca.crt")}).connected);
    // Between the two writes certificate and key do not belong together.
    const TestCertificate renewed{"server", &new_ca};
    renewed.write(path("rpc.crt"), path("unused.key"));
    EXPECT_TRUE(ask({.ca_file = path("ca.crt")}).connected);
    renewed.write(path("rpc.crt"), path("rpc.key"));
    EXPECT_EQ(ask({.ca_file = path("new-ca.crt")}).body, kHealthy);
    EXPECT_FALSE(ask({.ca_file = path("ca.crt")}).connected);
    // Nothing that is there can be used: the last that could be is.
    std::ofstream{path("rpc.crt")} << "nothing";
    touch(path("rpc.crt"));
    EXPECT_EQ(ask({.ca_file = path("new-ca.crt")}).body, kHealthy);
}

TEST_F(TlsTest, files_that_cannot_be_used_are_named)
{
    settings.tls.certificate = path("missing.crt");
    auto started = start();
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error(), HasSubstr("missing.crt cannot be used"));
    settings.tls.certificate = path("rpc.crt");
    settings.tls.key = path("ca.key");
    started = start();
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error(), HasSubstr("ca.key cannot be used"));
    settings.tls.key = path("rpc.key");
    settings.tls.client_ca = path("rpc.key");
    started = start();
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error(), HasSubstr("client CA"));
}
}  // namespace
}  // namespace interlock::server::rpc
