// The certificates of the doors, and who may call the Admin service.
#include <gmock/gmock.h>

#include "config_support.hpp"

namespace interlock::server::test
{
namespace
{
using testing::AllOf;
using testing::HasSubstr;

TEST(config_tls, values_arrive_at_their_door)
{
    const auto config = load(with_chain({
        "--grpc.tls_certificate=g/../grpc.crt",
        "--grpc.tls_key=grpc.key",
        "--grpc.tls_client_ca=grpc-ca.crt",
        "--admin.tls_certificate=admin.crt",
        "--admin.tls_key=admin.key",
        "--admin.tls_client_ca=admin-ca.crt",
        "--rpc.tls_certificate=rpc.crt",
        "--rpc.tls_key=rpc.key",
        "--rpc.tls_client_ca=rpc-ca.crt",
    }));
    ASSERT_TRUE(config) << problems_of(config);
    const auto expect = [](const TlsSettings& tls, const std::string& door)
    {
        EXPECT_EQ(tls.certificate, door + ".crt");
        EXPECT_EQ(tls.key, door + ".key");
        EXPECT_EQ(tls.client_ca, door + "-ca.crt");
    };
    expect(config->grpc.tls, "grpc");
    expect(config->admin.tls, "admin");
    expect(config->rpc.tls, "rpc");
}

TEST(config_tls, is_off_unless_told)
{
    const auto config = load(with_chain({}));
    ASSERT_TRUE(config) << problems_of(config);
    for (const auto* tls : {&config->grpc.tls, &config->admin.tls, &config->rpc.tls})
        EXPECT_FALSE(tls->certificate || tls->key || tls->client_ca);
}

TEST(config_tls, needs_certificate_and_key_at_every_door)
{
    for (const std::string door : {"grpc", "admin", "rpc"})
    {
        SCOPED_TRACE(door);
        const auto given = [&](const std::string& setting)
        { return problems_of(load(with_chain({"--" + door + "." + setting + "=a"}))); };
        EXPECT_THAT(given("tls_certificate"),
            HasSubstr(door + ".tls_key is missing, but " + door + ".tls_certificate is set"));
        EXPECT_THAT(given("tls_key"),
            HasSubstr(door + ".tls_certificate is missing, but " + door + ".tls_key is set"));
        EXPECT_THAT(given("tls_client_ca"),
            HasSubstr(door + ".tls_certificate is missing, but " + door + ".tls_client_ca is set"));
    }
}

TEST(config_tls, an_admin_door_needs_a_secret_or_a_client_ca)
{
    const std::vector<std::string> tls{"--admin.tls_certificate=a", "--admin.tls_key=b"};
    const auto problems = [&](bool with_tls, std::vector<std::string> flags)
    {
        if (with_tls)
            flags.insert(flags.end(), tls.begin(), tls.end());
        return problems_of(load(with_chain(flags)));
    };
    const std::string on{"--admin.listen=127.0.0.1:1"};
    const auto says_what_to_set =
        AllOf(HasSubstr("admin.jwt_secret is missing, but admin.listen is set"),
            HasSubstr("openssl rand -hex 32"), HasSubstr("admin.tls_client_ca"));
    EXPECT_THAT(problems(false, {on}), says_what_to_set);
    EXPECT_THAT(problems(true, {on}), says_what_to_set) << "encrypted, but open to everybody";
    EXPECT_EQ(problems(false, {on, "--admin.jwt_secret=c"}), "");
    EXPECT_EQ(problems(true, {on, "--admin.jwt_secret=c"}), "");
    EXPECT_EQ(problems(true, {on, "--admin.tls_client_ca=d"}), "");
    EXPECT_EQ(problems(true, {on, "--admin.tls_client_ca=d", "--admin.jwt_secret=c"}), "");
    EXPECT_EQ(problems(false, {"--admin.listen=off"}), "");
}
}  // namespace
}  // namespace interlock::server::test
