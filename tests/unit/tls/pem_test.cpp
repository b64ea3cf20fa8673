// What is said of files that are no certificates or keys.
#include "proto/wire/pem.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/support/certificates.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::wire
{
namespace
{
using namespace interlock::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PemTest : public ::testing::Test
{
protected:
    PemTest()
    {
        TestCertificate{"a"}.write(path("a.crt"), path("a.key"));
        TestCertificate{"b"}.write(path("b.crt"), path("b.key"));
    }

    [[nodiscard]] std::filesystem::path path(const std::string& name) const
    {
        return dir.path() / name;
    }
    [[nodiscard]] std::string text(const std::string& name) const
    {
        std::ostringstream out;
        out << std::ifstream{path(name)}.rdbuf();
        return out.str();
    }
    std::filesystem::path file(const std::string& name, const std::string& content) const
    {
        std::ofstream{path(name)} << content;
        return path(name);
    }

    TempDir dir;
};
}  // namespace

TEST_F(PemTest, a_certificate_and_its_key)
{
    const auto identity = read_identity(path("a.crt"), path("a.key"));
    ASSERT_TRUE(identity) << identity.error();
    EXPECT_EQ(identity->certificate, text("a.crt"));
    EXPECT_EQ(identity->key, text("a.key"));
    EXPECT_GT(identity->expires_at_s, std::time(nullptr));
    TestCertificate{"old", nullptr, {.has_expired = true}}.write(path("old.crt"), path("old.key"));
    const auto expired = read_identity(path("old.crt"), path("old.key"));
    ASSERT_TRUE(expired) << expired.error();
    EXPECT_LT(expired->expires_at_s, std::time(nullptr));
    // With a chain after it, and notes between.
    const auto chain = file("chain.crt", text("a.crt") + "a note\n" + text("b.crt"));
    EXPECT_TRUE(read_identity(chain, path("a.key")));
    EXPECT_FALSE(read_identity(chain, path("b.key")));
}

TEST_F(PemTest, wrong_files_are_named_with_what_is_wrong)
{
    const auto damaged = text("a.crt").substr(0, 100) + "\n-----END CERTIFICATE-----\n";
    struct Case
    {
        const char* name;
        std::filesystem::path certificate;
        std::filesystem::path key;
        const char* file;
        const char* why;
    };
    const Case cases[]{
        {"no certificate", path("no.crt"), path("a.key"), "certificate ", "No such file"},
        {"a folder", dir.path(), path("a.key"), "certificate ", "cannot be used"},
        {"an empty file", file("empty", ""), path("a.key"), "empty", "no certificate in PEM"},
        {"garbage", file("garbage", "garbage"), path("a.key"), "garbage", "no certificate in PEM"},
        {"a key in its place", path("a.key"), path("a.key"), "a.key", "no certificate in PEM"},
        {"cut off", file("cut.crt", damaged), path("a.key"), "cut.crt", "certificate 1 in it is"},
        {"a damaged chain", file("chain.crt", text("a.crt") + damaged), path("a.key"), "chain.crt",
            "certificate 2 in it is damaged"},
        {"far too long", file("long.crt", std::string((1U << 20U) + 1, 'x')), path("a.key"),
            "long.crt", "more than 1048576 bytes"},
        {"no key", path("a.crt"), path("no.key"), "no.key", "No such file"},
        {"a certificate in its place", path("a.crt"), path("a.crt"), "a.crt", "no private key"},
        {"the key of another", path("a.crt"), path("b.key"), "b.key", "not the key of that"},
        {"an encrypted key", path("a.crt"),
            file("secret.key",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGjMF8GCSqGSIb3DQEF\n"
                "-----END ENCRYPTED PRIVATE KEY-----\n"),
            "secret.key", "it is encrypted"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        const auto refused = read_identity(c.certificate, c.key);
        ASSERT_FALSE(refused);
        EXPECT_THAT(refused.error(), AllOf(HasSubstr(c.file), HasSubstr(c.why)));
        EXPECT_THAT(refused.error(), Not(HasSubstr("BEGIN")));
    }
}

TEST_F(PemTest, authorities_are_one_or_more_certificates)
{
    EXPECT_TRUE(read_authorities(path("a.crt"), "CA"));
    EXPECT_EQ(read_authorities(file("both.crt", text("a.crt") + text("b.crt")), "CA").value(),
        text("a.crt") + text("b.crt"));
    const auto refused = read_authorities(path("a.key"), "client CA");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), "the client CA " + path("a.key").string() +
                                   " cannot be used: it holds no certificate in PEM");
    EXPECT_FALSE(read_authorities(path("no.crt"), "CA"));
}
}  // namespace interlock::wire
