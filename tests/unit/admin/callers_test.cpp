// Who may call the Admin service: by a token, by a certificate, or only by both.
#include <gmock/gmock.h>

#include "client/admin.hpp"
#include "server/admin/admin_server.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using client::ErrorKind;
using client::Tls;
using ::testing::HasSubstr;

constexpr auto kAlpha = ChainId::from_u64(901);

class CallersTest : public ::testing::Test
{
protected:
    CallersTest() : index{{{kAlpha, 2, 0}}}
    {
        ca.write(path("ca.crt"), path("ca.key"));
        TestCertificate{"admin", &ca}.write(path("admin.crt"), path("admin.key"));
        TestCertificate{"operator", &ca}.write(path("operator.crt"), path("operator.key"));
        const TestCertificate other{"other"};
        TestCertificate{"operator", &other}.write(path("other.crt"), path("other.key"));
    }

    [[nodiscard]] std::filesystem::path path(const std::string& name) const
    {
        return dir.path() / name;
    }
    [[nodiscard]] Tls shown(const std::string& name) const
    {
        return Tls::read({path("ca.crt"), path(name + ".crt"), path(name + ".key")}).value();
    }
    [[nodiscard]] Tls nothing_shown() const { return Tls::read({.ca = path("ca.crt")}).value(); }

    tl::expected<void, std::string> serve(
        const TlsSettings& tls, const std::optional<wire::BearerSecret>& secret)
    {
        auto started = AdminServer::start({"127.0.0.1", 0}, tls,
            {.set = set,
                .names = names,
                .store = index.store(),
                .index_file = index.file(),
                .writer = writer,
                .failsafes = failsafes,
                .retention_s = {},
                .sources = [](const ChainId&, const std::stop_token&)
                { return std::vector<std::unique_ptr<chain::BlockSource>>{}; },
                .secret = secret,
                .now_s = [] { return static_cast<uint64_t>(std::time(nullptr)); }});
        if (!started)
            return tl::unexpected{started.error()};
        server = *std::move(started);
        return {};
    }

    /// What becomes of a caller; nothing when it is served.
    std::optional<client::Error> call(
        const std::optional<wire::BearerSecret>& secret, const std::optional<Tls>& tls)
    {
        const client::Admin admin{{.server = "127.0.0.1:" + std::to_string(server->port()),
            .secret = secret,
            .tls = tls}};
        const auto raised = admin.raise_failsafe({}, "an attack", "ada");
        EXPECT_EQ(raised.has_value(), !failsafes.active().empty());
        must(failsafes.clear(FailsafeScope::all(), "ada"));
        return raised ? std::nullopt : std::optional{raised.error()};
    }
    void expect_served(
        const std::optional<wire::BearerSecret>& secret, const std::optional<Tls>& tls)
    {
        const auto error = call(secret, tls);
        EXPECT_FALSE(error) << error->message;
    }
    void expect_refused(const std::optional<wire::BearerSecret>& secret,
        const std::optional<Tls>& tls, ErrorKind kind, const std::string& why)
    {
        const auto error = call(secret, tls);
        ASSERT_TRUE(error);
        EXPECT_EQ(error->kind, kind);
        EXPECT_THAT(error->message, HasSubstr(why));
    }

    TempDir dir;
    const TestCertificate ca{"ca"};
    const wire::BearerSecret known = *wire::BearerSecret::from_hex(std::string(64, '7'));
    const wire::BearerSecret unknown = *wire::BearerSecret::from_hex(std::string(64, '8'));
    const TlsSettings encrypted{path("admin.crt"), path("admin.key"), {}};
    const TlsSettings mutual{path("admin.crt"), path("admin.key"), path("ca.crt")};
    TestIndex index;
    const DependencySet set = *DependencySet::create({{kAlpha, 2, 0}}, 10);
    const std::map<ChainId, std::string> names;
    Failsafes failsafes{default_failsafe_policies()};
    WriterThread writer{Indexer{index.store(), set}, {.queue_limit = 4,
                                                         .now_s = [] { return uint64_t{1}; },
                                                         .committed = [](const SafetyNews&) {}}};
    std::unique_ptr<AdminServer> server;
};
constexpr const char* kClosed = "closed the connection";
}  // namespace

TEST_F(CallersTest, by_a_token_alone)
{
    ASSERT_TRUE(serve({}, known));
    expect_served(known, {});
    expect_refused({}, {}, ErrorKind::invalid_argument, "a bearer token is missing");
    expect_refused(unknown, {}, ErrorKind::invalid_argument, "not signed with the secret");

    ASSERT_TRUE(serve(encrypted, known));
    expect_served(known, nothing_shown());
    expect_refused({}, nothing_shown(), ErrorKind::invalid_argument, "a bearer token is missing");
    expect_refused({}, shown("operator"), ErrorKind::invalid_argument, "token is missing");
    expect_refused(known, {}, ErrorKind::unreachable, kClosed);
}

TEST_F(CallersTest, by_a_certificate_alone)
{
    ASSERT_TRUE(serve(mutual, {}));
    expect_served({}, shown("operator"));
    expect_served(unknown, shown("operator"));  // Nobody looks at it.
    expect_refused({}, nothing_shown(), ErrorKind::unreachable, kClosed);
    expect_refused(known, nothing_shown(), ErrorKind::unreachable, kClosed);
    expect_refused({}, shown("other"), ErrorKind::unreachable, kClosed);
    expect_refused({}, {}, ErrorKind::unreachable, kClosed);
}

TEST_F(CallersTest, only_by_both)
{
    ASSERT_TRUE(serve(mutual, known));
    expect_served(known, shown("operator"));
    expect_refused({}, shown("operator"), ErrorKind::invalid_argument, "token is missing");
    expect_refused(unknown, shown("operator"), ErrorKind::invalid_argument, "not signed with");
    expect_refused(known, nothing_shown(), ErrorKind::unreachable, kClosed);
    expect_refused(known, shown("other"), ErrorKind::unreachable, kClosed);
}

TEST_F(CallersTest, a_door_that_is_open_to_everybody_is_not_served)
{
    for (const auto& tls : {TlsSettings{}, encrypted})
    {
        const auto started = serve(tls, {});
        ASSERT_FALSE(started);
        EXPECT_THAT(started.error(), HasSubstr("neither a secret nor a client CA"));
    }
}
}  // namespace interlock::server
