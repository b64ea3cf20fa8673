// The service over TLS, as an operator sets it up and asks it from the command line.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "client/cli/app.hpp"
#include "tests/integration/running_service.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/log_level.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class TlsTest : public ::testing::Test
{
protected:
    TlsTest()
    {
        ca.write(file("ca.crt"), file("ca.key"));
        TestCertificate{"service", &ca}.write(file("service.crt"), file("service.key"));
        TestCertificate{"operator", &ca}.write(file("operator.crt"), file("operator.key"));
        const TestCertificate other{"other"};
        other.write(file("other-ca.crt"), file("other-ca.key"));
        TestCertificate{"operator", &other}.write(file("other.crt"), file("other.key"));
        std::ofstream{file("jwt.hex")} << std::string(64, '7');
    }
    ~TlsTest() override
    {
        for (const auto* name : {"INTERLOCK_TLS_CA", "INTERLOCK_TLS_CERT", "INTERLOCK_TLS_KEY"})
            unsetenv(name);
    }

    [[nodiscard]] std::string file(const std::string& name) const
    {
        return (files.path() / name).string();
    }
    /// The settings of a door's certificates.
    [[nodiscard]] std::vector<std::string> tls_of(const std::string& door, bool mutual) const
    {
        std::vector<std::string> out{"--" + door + ".tls_certificate=" + file("service.crt"),
            "--" + door + ".tls_key=" + file("service.key")};
        if (mutual)
            out.push_back("--" + door + ".tls_client_ca=" + file("ca.crt"));
        return out;
    }
    void start(std::vector<std::string> flags, const std::vector<std::string>& more = {})
    {
        flags.insert(flags.end(), more.begin(), more.end());
        service.start(flags);
    }

    struct Ended
    {
        int code = 0;
        std::string out;
        std::string err;
    };
    [[nodiscard]] Ended interlock(
        std::vector<std::string> args, const std::string& host = "127.0.0.1") const
    {
        args.insert(args.begin(),
            {"--server", host + ":" + std::to_string(service.grpc_port()), "--deadline", "60"});
        std::istringstream in;
        std::ostringstream out;
        std::ostringstream err;
        const int code = client::cli::run(args, {.in = in, .out = out, .err = err});
        return {code, out.str(), err.str()};
    }
    /// `interlock failsafe …`, which asks the Admin door.
    [[nodiscard]] Ended failsafe(std::vector<std::string> args) const
    {
        args.insert(args.begin(), "failsafe");
        args.insert(args.end(), {"--admin", "127.0.0.1:" + std::to_string(*service.admin_port())});
        return interlock(args);
    }
    [[nodiscard]] std::vector<std::string> shown(
        std::vector<std::string> args, const std::string& name) const
    {
        args.insert(args.end(), {"--tls-ca", file("ca.crt"), "--tls-cert", file(name + ".crt"),
                                    "--tls-key", file(name + ".key")});
        return args;
    }

    TempDir files;
    const TestCertificate ca{"ca"};
    RunningService service;
};
}  // namespace

TEST_F(TlsTest, reading_over_tls)
{
    start(tls_of("grpc", false));
    EXPECT_EQ(interlock({"chains", "--tls-ca", file("ca.crt")}).code, 0);
    const auto plain = interlock({"chains"});
    EXPECT_EQ(plain.code, 5);
    EXPECT_THAT(plain.err, HasSubstr("does it want TLS"));
    const auto distrusted = interlock({"chains", "--tls-ca", file("other-ca.crt")});
    EXPECT_EQ(distrusted.code, 5);
    EXPECT_THAT(distrusted.err, HasSubstr("the service's certificate is not trusted"));
    EXPECT_THAT(interlock({"chains", "--tls"}).err, HasSubstr("is not trusted"));
    // By another name than those of the certificate.
    const auto misnamed = interlock({"chains", "--tls-ca", file("ca.crt")}, "localhost");
    EXPECT_EQ(misnamed.code, 5);
    EXPECT_THAT(misnamed.err, HasSubstr("is for another name"));

    ASSERT_EQ(setenv("INTERLOCK_TLS_CA", file("ca.crt").c_str(), 1), 0);
    EXPECT_EQ(interlock({"chains"}).code, 0);
}

TEST_F(TlsTest, reading_only_with_a_certificate)
{
    start(tls_of("grpc", true));
    EXPECT_EQ(interlock(shown({"chains"}, "operator")).code, 0);
    EXPECT_EQ(interlock(shown({"chains"}, "other")).code, 5);
    const auto nothing = interlock({"chains", "--tls-ca", file("ca.crt")});
    EXPECT_EQ(nothing.code, 5);
    EXPECT_THAT(nothing.err, HasSubstr("another certificate of the client?"));

    ASSERT_EQ(setenv("INTERLOCK_TLS_CA", file("ca.crt").c_str(), 1), 0);
    ASSERT_EQ(setenv("INTERLOCK_TLS_CERT", file("operator.crt").c_str(), 1), 0);
    ASSERT_EQ(setenv("INTERLOCK_TLS_KEY", file("operator.key").c_str(), 1), 0);
    EXPECT_EQ(interlock({"chains"}).code, 0);
}

TEST_F(TlsTest, a_service_that_does_not_speak_it)
{
    start({});
    const auto refused = interlock({"chains", "--tls-ca", file("ca.crt")});
    EXPECT_EQ(refused.code, 5);
    EXPECT_THAT(refused.err, HasSubstr("does not speak TLS"));
}

TEST_F(TlsTest, wrong_files_are_named_before_anyone_is_asked)
{
    start({});
    struct Case
    {
        std::vector<std::string> args;
        std::string said;
    };
    const Case cases[]{
        {{"--tls-ca", "/no/such"}, "the CA /no/such cannot be used: No such file"},
        {{"--tls-ca", file("jwt.hex")}, "jwt.hex cannot be used: it holds no certificate in PEM"},
        {{"--tls-cert", file("operator.crt")}, "--tls-key FILE is missing"},
        {{"--tls-key", file("operator.key")}, "--tls-cert FILE is missing"},
        {{"--tls-cert", file("operator.crt"), "--tls-key", file("other.key")},
            "other.key cannot be used: it is not the key of that certificate"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.said);
        auto args = c.args;
        args.insert(args.begin(), "chains");
        const auto ended = interlock(args);
        EXPECT_EQ(ended.code, 2);
        EXPECT_THAT(ended.err, AllOf(HasSubstr(c.said), Not(HasSubstr("PRIVATE"))));
    }
}

TEST_F(TlsTest, an_operator_is_known_by_a_certificate)
{
    start(tls_of("admin", true), {"--admin.listen=127.0.0.1:0"});
    // Chains by their ids: the other door, which is not encrypted here, need not be asked.
    EXPECT_EQ(failsafe(shown({"on", "901", "--reason", "r"}, "operator")).code, 0);
    EXPECT_EQ(failsafe(shown({"off", "901"}, "operator")).out,
        "failsafe off: messages of chain 901 are judged again, unless another one is in force "
        "(interlock failsafe list)\n");
    EXPECT_EQ(failsafe(shown({"on", "--reason", "r"}, "other")).code, 5);
    EXPECT_EQ(failsafe({"on", "--reason", "r", "--tls-ca", file("ca.crt")}).code, 5);
    const auto nothing = failsafe({"on", "--reason", "r"});
    EXPECT_EQ(nothing.code, 2);
    EXPECT_THAT(nothing.err, HasSubstr("--tls-cert"));
    EXPECT_EQ(failsafe({"on", "--reason", "r", "--jwt-secret", file("jwt.hex")}).code, 5);
    EXPECT_THAT(interlock({"failsafe", "list"}).out, HasSubstr("no failsafe is in force"));
}

TEST_F(TlsTest, an_operator_is_known_by_a_certificate_and_a_token)
{
    start(tls_of("admin", true),
        {"--admin.listen=127.0.0.1:0", "--admin.jwt_secret=" + file("jwt.hex")});
    auto both = shown({"on", "--reason", "r"}, "operator");
    EXPECT_EQ(failsafe(both).code, 2) << "without a token";
    both.insert(both.end(), {"--jwt-secret", file("jwt.hex")});
    EXPECT_EQ(failsafe(both).code, 0);
    EXPECT_EQ(
        failsafe({"off", "--jwt-secret", file("jwt.hex"), "--tls-ca", file("ca.crt")}).code, 5);
}

TEST_F(TlsTest, certificates_are_renewed_while_the_service_runs)
{
    start(tls_of("grpc", false));
    const TestCertificate new_ca{"new ca"};
    new_ca.write(file("new-ca.crt"), file("new-ca.key"));
    EXPECT_EQ(interlock({"chains", "--tls-ca", file("new-ca.crt")}).code, 5);
    TestCertificate{"service", &new_ca}.write(file("service.crt"), file("service.key"));
    EXPECT_EQ(interlock({"chains", "--tls-ca", file("new-ca.crt")}).code, 0);
    std::ofstream{file("service.key")} << "garbage";
    touch(file("service.key"));
    EXPECT_EQ(interlock({"chains", "--tls-ca", file("new-ca.crt")}).code, 0);
}

TEST_F(TlsTest, what_is_secret_is_nowhere_to_be_seen)
{
    const LogLevelScope all_is_logged{spdlog::level::trace};
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    start(tls_of("admin", false),
        {"--admin.listen=127.0.0.1:0", "--admin.jwt_secret=" + file("jwt.hex")});
    auto ended = failsafe(
        {"on", "--reason", "r", "--jwt-secret", file("jwt.hex"), "--tls-ca", file("ca.crt")});
    EXPECT_EQ(ended.code, 0);
    std::ofstream{file("jwt.hex")} << std::string(64, '8');
    const auto denied =
        failsafe({"off", "--jwt-secret", file("jwt.hex"), "--tls-ca", file("ca.crt")});
    EXPECT_EQ(denied.code, 2);
    std::filesystem::copy_file(file("operator.key"), file("service.key"),
        std::filesystem::copy_options::overwrite_existing);
    touch(file("service.key"));
    EXPECT_EQ(
        failsafe({"off", "--jwt-secret", file("jwt.hex"), "--tls-ca", file("ca.crt")}).code, 2);
    const auto shown_text = ::testing::internal::GetCapturedStderr() +
                            ::testing::internal::GetCapturedStdout() + ended.err + denied.err;
    EXPECT_THAT(shown_text, HasSubstr("service.key cannot be used"));
    for (const auto* word : {"77777777", "88888888", "eyJ", "PRIVATE KEY"})
        EXPECT_THAT(shown_text, Not(HasSubstr(word)));
}
}  // namespace interlock
