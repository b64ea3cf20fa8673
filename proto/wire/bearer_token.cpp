#include "proto/wire/bearer_token.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "interop/eth/bytes.hpp"

namespace interlock::wire
{
namespace
{
using Json = nlohmann::json;

constexpr std::string_view kBearer = "Bearer ";
/// A token with a header, `iat` and a few claims more takes some 200 bytes.
constexpr size_t kMaxTokenBytes = 4'096;
constexpr size_t kMaxSecretFileBytes = 256;
constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::string_view kBlanks = " \t\r\n";

using Signature = std::array<uint8_t, 32>;

/// Base64 of RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes)
{
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    EVP_EncodeBlock(reinterpret_cast<uint8_t*>(out.data()),
        reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(out.find_first_of(std::string_view{"=\0", 2}));
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    return out;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    const bool is_clean = text.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
                          std::string_view::npos;
    if (!is_clean || text.empty() || text.size() % 4 == 1)
        return std::nullopt;
    std::string padded{text};
    std::replace(padded.begin(), padded.end(), '-', '+');
    std::replace(padded.begin(), padded.end(), '_', '/');
    const auto padding = (4 - padded.size() % 4) % 4;
    padded.append(padding, '=');
    std::string out(padded.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<uint8_t*>(out.data()),
        reinterpret_cast<const uint8_t*>(padded.data()), static_cast<int>(padded.size()));
    if (size < 0)
        return std::nullopt;
    out.resize(static_cast<size_t>(size) - padding);
    return out;
}

Signature sign(const std::array<uint8_t, BearerSecret::kSize>& secret, std::string_view text)
{
    Signature out{};
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
        reinterpret_cast<const uint8_t*>(text.data()), text.size(), out.data(), nullptr);
    return out;
}

std::string_view view_of(const Signature& signature)
{
    return {reinterpret_cast<const char*>(signature.data()), signature.size()};
}

/// Never throws, whatever the text is.
Json object_in(std::string_view base64)
{
    const auto text = from_base64url(base64);
    auto out = text ? Json::parse(*text, nullptr, false) : Json{};
    return out.is_object() ? out : Json{};
}

std::optional<uint64_t> seconds_in(const Json& claims, const char* name)
{
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number_unsigned())
        return std::nullopt;
    return found->get<uint64_t>();
}

tl::unexpected<std::string> refuse(std::string why)
{
    return tl::unexpected{std::move(why)};
}
}  // namespace

tl::expected<BearerSecret, std::string> BearerSecret::from_hex(std::string_view text)
{
    const auto first = text.find_first_not_of(kBlanks);
    text = first == std::string_view::npos ? "" : text.substr(first);
    text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
    const std::string prefixed{text.starts_with("0x") ? text : "0x" + std::string{text}};
    const auto bytes = bytes_from_hex(prefixed);
    if (!bytes || bytes->size() != kSize)
        return refuse("must hold 32 bytes as 64 hexadecimal digits and nothing else");
    BearerSecret out;
    std::copy(bytes->begin(), bytes->end(), out.bytes_.begin());
    return out;
}

tl::expected<BearerSecret, std::string> BearerSecret::from_file(const std::filesystem::path& file)
{
    std::error_code failure;
    if (!std::filesystem::is_regular_file(file, failure))
        return refuse(
            file.string() + ": there is no such file; make it with: openssl rand -hex 32");
    std::ifstream stream{file, std::ios::binary};
    std::string text(kMaxSecretFileBytes, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad() || (stream.gcount() == 0 && !stream.eof()))
        return refuse(file.string() + ": cannot be read");
    text.resize(static_cast<size_t>(stream.gcount()));
    return from_hex(text).map_error(
        [&](const std::string& why) { return file.string() + ": " + why; });
}

std::string BearerSecret::authorization(uint64_t now_s) const
{
    const auto claims = R"({"iat":)" + std::to_string(now_s) + "}";
    const auto text = base64url(kHeader) + "." + base64url(claims);
    return std::string{kBearer} + text + "." + base64url(view_of(sign(bytes_, text)));
}

tl::expected<void, std::string> BearerSecret::check(
    std::string_view authorization, uint64_t now_s) const
{
    if (authorization.empty())
        return refuse("a bearer token is missing");
    if (!authorization.starts_with(kBearer) || authorization.size() > kMaxTokenBytes)
        return refuse("the authorization is no bearer token");
    authorization.remove_prefix(kBearer.size());
    const auto last_dot = authorization.rfind('.');
    const auto first_dot = authorization.find('.');
    if (first_dot == std::string_view::npos || first_dot == last_dot)
        return refuse("the bearer token is no signed JWT");
    const auto text = authorization.substr(0, last_dot);
    const auto signature = from_base64url(authorization.substr(last_dot + 1));
    const auto wanted = sign(bytes_, text);
    if (!signature || signature->size() != wanted.size() ||
        CRYPTO_memcmp(signature->data(), wanted.data(), wanted.size()) != 0)
        return refuse("the bearer token is not signed with the secret of this service");
    const auto header = object_in(text.substr(0, first_dot));
    const auto algorithm = header.find("alg");
    if (algorithm == header.end() || *algorithm != "HS256")
        return refuse("the bearer token's algorithm must be HS256");
    const auto claims = object_in(text.substr(first_dot + 1));
    const auto issued_s = seconds_in(claims, "iat");
    if (!issued_s)
        return refuse("the bearer token does not say when it was issued (iat)");
    const auto off_s = *issued_s > now_s ? *issued_s - now_s : now_s - *issued_s;
    if (off_s > kTokenSecondsOff)
        return refuse("the bearer token's iat is " + std::to_string(off_s) +
                      " s off this machine's clock, and at most 60 are taken");
    if (claims.contains("exp"))
    {
        const auto expires_s = seconds_in(claims, "exp");
        if (!expires_s || *expires_s <= now_s)
            return refuse("the bearer token has expired (exp)");
    }
    return {};
}
}  // namespace interlock::wire
