// Who may call the Admin service.
#include "proto/wire/bearer_token.hpp"

#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <fstream>

#include "tests/support/temp_dir.hpp"

namespace interlock::wire
{
namespace
{
using ::testing::HasSubstr;

constexpr uint64_t kNowS = 1'700'000'000;
const std::string kHex(64, 'a');

BearerSecret secret(const std::string& hex = kHex)
{
    return BearerSecret::from_hex(hex).value();
}

std::string base64url(const std::string& bytes)
{
    std::string out(bytes.size() * 2 + 4, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<uint8_t*>(out.data()),
        reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<size_t>(size));
    out.erase(std::find(out.begin(), out.end(), '='), out.end());
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    return out;
}

/// A token signed with kHex by HMAC-SHA-256, whatever its header says.
std::string signed_token(const std::string& header, const std::string& claims)
{
    const std::string key(32, '\xaa');
    const auto text = base64url(header) + "." + base64url(claims);
    std::string signature(32, '\0');
    HMAC(EVP_sha256(), key.data(), 32, reinterpret_cast<const uint8_t*>(text.data()), text.size(),
        reinterpret_cast<uint8_t*>(signature.data()), nullptr);
    return "Bearer " + text + "." + base64url(signature);
}

const std::string kHs256 = R"({"alg":"HS256","typ":"JWT"})";

std::string iat(uint64_t seconds)
{
    return R"({"iat":)" + std::to_string(seconds) + "}";
}
}  // namespace

TEST(bearer_token, opens_within_a_minute_of_its_making)
{
    for (const auto made_s : {kNowS - 60, kNowS - 1, kNowS, kNowS + 60})
    {
        EXPECT_TRUE(secret().check(secret().authorization(made_s), kNowS)) << made_s;
        EXPECT_EQ(secret().authorization(made_s), signed_token(kHs256, iat(made_s)));
    }
    for (const auto made_s : {uint64_t{0}, kNowS - 61, kNowS + 61, UINT64_MAX})
    {
        const auto checked = secret().check(secret().authorization(made_s), kNowS);
        ASSERT_FALSE(checked) << made_s;
        EXPECT_THAT(checked.error(), HasSubstr("off this machine's clock"));
    }
}

/// RFC 7515, appendix A.1: made by others.
TEST(bearer_token, is_signed_as_the_standard_has_it)
{
    const auto token = signed_token(kHs256, iat(kNowS));
    EXPECT_EQ(token.substr(0, 7 + 36), "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9");
}

TEST(bearer_token, of_any_other_form_opens_nothing)
{
    const auto good = secret().authorization(kNowS);
    const auto unsigned_part = good.substr(0, good.rfind('.'));
    struct Case
    {
        const char* name;
        std::string authorization;
        const char* why;
    };
    const Case kCases[]{
        {"nothing", "", "is missing"},
        {"another scheme", "Basic " + good.substr(7), "is no bearer token"},
        {"small letters", "bearer " + good.substr(7), "is no bearer token"},
        {"far too long", good + std::string(5'000, 'x'), "is no bearer token"},
        {"no token", "Bearer ", "is no signed JWT"},
        {"one part", "Bearer abc", "is no signed JWT"},
        {"two parts", unsigned_part, "is no signed JWT"},
        {"no signature", unsigned_part + ".", "not signed with the secret"},
        {"a bit of the signature", good.substr(0, good.size() - 2) + "AA",
            "not signed with the secret"},
        {"padding", good + "=", "not signed with the secret"},
        {"more after it", good + ".AAAA", "not signed with the secret"},
        {"a NUL", good + std::string(1, '\0'), "not signed with the secret"},
        {"another secret", secret(std::string(64, 'b')).authorization(kNowS),
            "not signed with the secret"},
        {"alg none, unsigned",
            "Bearer " + base64url(R"({"alg":"none"})") + "." + base64url(iat(kNowS)) + ".",
            "not signed with the secret"},
        {"alg none, signed", signed_token(R"({"alg":"none"})", iat(kNowS)), "must be HS256"},
        {"another alg", signed_token(R"({"alg":"HS512"})", iat(kNowS)), "must be HS256"},
        {"an alg of key pairs", signed_token(R"({"alg":"RS256"})", iat(kNowS)), "must be HS256"},
        {"no alg", signed_token("{}", iat(kNowS)), "must be HS256"},
        {"alg of another type", signed_token(R"({"alg":["HS256"]})", iat(kNowS)), "must be HS256"},
        {"a header that is no object", signed_token("[]", iat(kNowS)), "must be HS256"},
        {"a header that is no JSON", signed_token("{", iat(kNowS)), "must be HS256"},
        {"no iat", signed_token(kHs256, "{}"), "when it was issued"},
        {"claims that are no JSON", signed_token(kHs256, "x"), "when it was issued"},
        {"iat as text", signed_token(kHs256, R"({"iat":"1700000000"})"), "when it was issued"},
        {"iat with a fraction", signed_token(kHs256, R"({"iat":1700000000.0})"),
            "when it was issued"},
        {"negative iat", signed_token(kHs256, R"({"iat":-1})"), "when it was issued"},
        {"expired", signed_token(kHs256, R"({"iat":1700000000,"exp":1700000000})"), "has expired"},
        {"odd exp", signed_token(kHs256, R"({"iat":1700000000,"exp":"never"})"), "has expired"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        const auto checked = secret().check(c.authorization, kNowS);
        ASSERT_FALSE(checked);
        EXPECT_THAT(checked.error(), HasSubstr(c.why));
    }
    EXPECT_TRUE(secret().check(
        signed_token(kHs256, R"({"iat":1700000000,"exp":1700000001,"sub":"x"})"), kNowS));
}

TEST(bearer_token, secrets_are_32_bytes_in_hex)
{
    for (const auto& good : {kHex, "0x" + kHex, " " + kHex + "\n"})
        EXPECT_TRUE(secret().check(secret(good).authorization(kNowS), kNowS));
    for (const auto& bad : {std::string{}, std::string{"\n"}, kHex.substr(2), kHex + "aa",
             "0x0x" + kHex, std::string(63, 'a') + "g", kHex + " " + kHex})
    {
        const auto refused = BearerSecret::from_hex(bad);
        ASSERT_FALSE(refused) << bad;
        EXPECT_THAT(refused.error(), HasSubstr("64 hexadecimal digits"));
    }
}

TEST(bearer_token, secret_files_that_cannot_be_used_are_named_but_not_shown)
{
    const interlock::testing::TempDir dir;
    const auto file = dir.path() / "jwt.hex";
    EXPECT_THAT(BearerSecret::from_file(file).error(), HasSubstr("there is no such file"));
    EXPECT_THAT(BearerSecret::from_file(dir.path()).error(), HasSubstr("there is no such file"));
    std::ofstream{file} << "hunter2";
    const auto refused = BearerSecret::from_file(file);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(), HasSubstr(file.string()));
    EXPECT_THAT(refused.error(), ::testing::Not(HasSubstr("hunter2")));
    std::ofstream{file} << "0x" << kHex << "\n";
    EXPECT_TRUE(BearerSecret::from_file(file));
}
}  // namespace interlock::wire
