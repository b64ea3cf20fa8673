// When a door takes changed files, and what it says of them.
#include "server/tls/tls_files.hpp"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <sstream>

#include "tests/support/certificates.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class TlsFilesTest : public ::testing::Test
{
protected:
    TlsFilesTest()
    {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>(
            "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
        TestCertificate{"first"}.write(path("a.crt"), path("a.key"));
        TestCertificate{"ca"}.write(path("ca.crt"), path("ca.key"));
    }
    ~TlsFilesTest() override { spdlog::set_default_logger(former); }

    [[nodiscard]] std::filesystem::path path(const std::string& name) const
    {
        return dir.path() / name;
    }
    [[nodiscard]] std::unique_ptr<TlsFiles> load() const
    {
        return TlsFiles::load("the door",
            {.certificate = path("a.crt"), .key = path("a.key"), .client_ca = path("ca.crt")})
            .value();
    }
    /// What was logged since this was last asked.
    std::string told()
    {
        auto out = log.str();
        log.str({});
        return out;
    }

    TempDir dir;
    std::ostringstream log;
    const std::shared_ptr<spdlog::logger> former = spdlog::default_logger();
};
}  // namespace

TEST_F(TlsFilesTest, are_taken_when_they_change)
{
    const auto files = load();
    EXPECT_THAT(told(), HasSubstr("a.crt is valid until 20"));
    const auto first = files->current();
    EXPECT_EQ(files->current(), first);
    EXPECT_EQ(told(), "");
    for (const auto* changed : {"second", "third"})
    {
        TestCertificate{changed}.write(path("a.crt"), path("a.key"));
        const auto now = files->current();
        EXPECT_NE(now->identity.certificate, first->identity.certificate);
        EXPECT_EQ(files->current(), now);
        EXPECT_THAT(told(), HasSubstr("the door: the changed TLS files are in use"));
    }
    TestCertificate{"other ca"}.write(path("ca.crt"), path("ca.key"));
    EXPECT_NE(files->current()->client_ca, first->client_ca);
    // As those that renew certificates do: another file by the same name.
    TestCertificate{"fourth"}.write(path("new.crt"), path("new.key"));
    std::filesystem::rename(path("new.crt"), path("a.crt"));
    std::filesystem::rename(path("new.key"), path("a.key"));
    told();
    static_cast<void>(files->current());
    EXPECT_THAT(told(), HasSubstr("are in use"));
}

TEST_F(TlsFilesTest, that_cannot_be_used_leave_the_former_ones_and_are_told_once)
{
    const auto files = load();
    const auto first = files->current();
    told();
    const auto expect_kept = [&](const std::string& why)
    {
        EXPECT_EQ(files->current(), first);
        EXPECT_THAT(told(), AllOf(HasSubstr(why), HasSubstr("the former TLS files stay in use")));
        EXPECT_EQ(files->current(), first);
        EXPECT_EQ(told(), "") << "it is told once";
    };
    std::ofstream{path("a.crt")} << "garbage";
    touch(path("a.crt"));
    expect_kept("a.crt cannot be used: it holds no certificate in PEM");
    // Of a renewed pair the certificate is there, the key not yet.
    const TestCertificate renewed{"renewed"};
    renewed.write(path("a.crt"), path("unused.key"));
    expect_kept("a.key cannot be used: it is not the key of that certificate");
    std::filesystem::remove(path("a.key"));
    expect_kept("a.key cannot be used: No such file");
    renewed.write(path("a.crt"), path("a.key"));
    std::ofstream{path("ca.crt")} << "garbage";
    touch(path("ca.crt"));
    expect_kept("the client CA");
    std::filesystem::remove(path("ca.crt"));
    expect_kept("the client CA");
    TestCertificate{"ca"}.write(path("ca.crt"), path("ca.key"));
    EXPECT_NE(files->current(), first);
    EXPECT_THAT(told(), HasSubstr("are in use"));
}

TEST_F(TlsFilesTest, an_expired_certificate_is_told_and_served)
{
    TestCertificate{"old", nullptr, {.has_expired = true}}.write(path("a.crt"), path("a.key"));
    const auto files = load();
    EXPECT_THAT(told(), AllOf(HasSubstr("a.crt has expired at 20"), HasSubstr("will refuse it")));
    EXPECT_TRUE(files->current());
}

TEST_F(TlsFilesTest, that_cannot_be_used_at_start_are_refused)
{
    const auto refused = TlsFiles::load(
        "the door", {.certificate = path("a.crt"), .key = path("ca.key"), .client_ca = {}});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(),
        AllOf(HasSubstr("the door: the key "), HasSubstr("ca.key cannot be used")));
    EXPECT_THAT(told(), Not(HasSubstr("valid")));
}
}  // namespace interlock::server
