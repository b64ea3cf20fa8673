#include "chain/endpoint.hpp"

#include <cryptopp/base64.h>
#include <cryptopp/filters.h>
#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace interlock::chain
{
namespace
{
using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

constexpr size_t kMaxUrlBytes = 4'096;
constexpr size_t kMaxHeaderBytes = 16'384;
/// Shorter parts are no secrets, but would be found in every other word.
constexpr size_t kShortestSecret = 3;
/// "v3", "rpc" and the like are not secret; keys in paths are longer.
constexpr size_t kShortestSecretSegment = 8;
constexpr std::string_view kRedacted = "***";
/// Which schemes are taken is decided here, not by what libcurl was built with.
constexpr unsigned kAnyScheme = CURLU_NON_SUPPORT_SCHEME;

/// A part of the URL as it is written, or percent-decoded; empty when it has none.
std::string part_of(const Url& url, CURLUPart part, unsigned flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK)
        return {};
    const std::unique_ptr<char, decltype(&curl_free)> owner{text, &curl_free};
    return text;
}

tl::unexpected<std::string> problem(std::string what)
{
    return tl::unexpected{std::move(what)};
}

bool has_control_character(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
        [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

/// RFC 9110: the characters of a header's name.
bool is_token(std::string_view text)
{
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                [&](char c)
                                {
                                    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                                           (c >= 'A' && c <= 'Z') ||
                                           kMarks.find(c) != std::string_view::npos;
                                });
}

std::string lower(std::string_view text)
{
    std::string out{text};
    for (char& c : out)
    {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Keeps `secret` when it is long enough, and the longest in front.
void keep_secret(std::vector<std::string>& secrets, std::string_view secret, size_t shortest)
{
    if (secret.size() < shortest)
        return;
    secrets.emplace_back(secret);
    std::sort(secrets.begin(), secrets.end(),
        [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

/// Keeps each piece of `text` between separators.
void keep_pieces(std::vector<std::string>& secrets, std::string_view text,
    std::string_view separators, size_t shortest)
{
    while (!text.empty())
    {
        const auto end = std::min(text.find_first_of(separators), text.size());
        keep_secret(secrets, text.substr(0, end), shortest);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// The scheme's own when the URL names none. libcurl need not know the scheme.
std::string port_of(const Url& url, std::string_view scheme)
{
    auto port = part_of(url, CURLUPART_PORT);
    if (!port.empty())
        return port;
    return scheme == "https" || scheme == "wss" ? "443" : "80";
}

/// Of the exchange itself, and of the change to WebSocket.
bool is_reserved(std::string_view lower_name)
{
    constexpr std::string_view kReserved[]{
        "content-length", "transfer-encoding", "content-type", "connection", "upgrade"};
    return lower_name.starts_with("sec-websocket-") ||
           std::find(std::begin(kReserved), std::end(kReserved), lower_name) != std::end(kReserved);
}

/// "user:password" as HTTP's basic authentication sends it.
std::string basic_credentials(const Url& url)
{
    const auto plain = part_of(url, CURLUPART_USER, CURLU_URLDECODE) + ":" +
                       part_of(url, CURLUPART_PASSWORD, CURLU_URLDECODE);
    std::string out;
    CryptoPP::StringSource{
        plain, true, new CryptoPP::Base64Encoder{new CryptoPP::StringSink{out}, false}};
    return plain.size() > 1 ? out : std::string{};
}

std::vector<std::string> secrets_of(const Url& url)
{
    std::vector<std::string> out;
    keep_secret(out, basic_credentials(url), kShortestSecret);
    for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD})
    {
        keep_secret(out, part_of(url, part), kShortestSecret);
        keep_secret(out, part_of(url, part, CURLU_URLDECODE), kShortestSecret);
    }
    for (const unsigned flags : {0U, unsigned{CURLU_URLDECODE}})
    {
        const auto path = part_of(url, CURLUPART_PATH, flags);
        keep_secret(out, path, kShortestSecretSegment);
        keep_pieces(out, path, "/", kShortestSecretSegment);
        const auto query = part_of(url, CURLUPART_QUERY, flags);
        keep_secret(out, query, kShortestSecret);
        keep_pieces(out, query, "&=", kShortestSecret);
    }
    return out;
}
}  // namespace

tl::expected<Endpoint, std::string> Endpoint::parse(std::string_view url)
{
    return parse_as({"http", "https"}, url);
}

tl::expected<Endpoint, std::string> Endpoint::parse_websocket(std::string_view url)
{
    return parse_as({"ws", "wss"}, url);
}

tl::expected<Endpoint, std::string> Endpoint::parse_as(
    const Schemes& schemes, std::string_view text)
{
    if (text.empty())
        return problem("URL: empty");
    if (text.size() > kMaxUrlBytes)
        return problem("URL: longer than " + std::to_string(kMaxUrlBytes) + " bytes");
    if (has_control_character(text) || text.find_first_of(" \t") != std::string_view::npos)
        return problem("URL: contains a space or control character");
    Endpoint out;
    out.url_ = text;
    const Url url{curl_url(), &curl_url_cleanup};
    const auto code = curl_url_set(url.get(), CURLUPART_URL, out.url_.c_str(), kAnyScheme);
    if (code != CURLUE_OK)
        return problem(std::string{"URL: "} + curl_url_strerror(code));
    const auto scheme = part_of(url, CURLUPART_SCHEME);
    if (scheme != schemes.plain && scheme != schemes.encrypted)
        return problem("URL: neither " + std::string{schemes.plain} + ":// nor " +
                       std::string{schemes.encrypted} + "://");
    if (part_of(url, CURLUPART_HOST).empty())
        return problem("URL: no host");
    out.display_ = scheme + "://" + part_of(url, CURLUPART_HOST) + ":" + port_of(url, scheme);
    if (part_of(url, CURLUPART_PATH) != "/" || !part_of(url, CURLUPART_QUERY).empty())
        out.display_ += "/…";
    out.secrets_ = secrets_of(url);
    return out;
}

tl::expected<void, std::string> Endpoint::add_header(std::string_view header)
{
    if (header.size() > kMaxHeaderBytes)
        return problem("header: longer than " + std::to_string(kMaxHeaderBytes) + " bytes");
    // A line break would end the header and begin another of the value's choosing.
    if (has_control_character(header))
        return problem("header: contains a control character");
    const auto colon = header.find(':');
    const auto name = header.substr(0, colon);
    if (colon == std::string_view::npos || !is_token(name))
        return problem("header: not of the form 'Name: value'");
    const auto value = trim(header.substr(colon + 1));
    if (value.empty())
        return problem("header " + std::string{name} + ": no value");
    if (is_reserved(lower(name)))
        return problem("header " + std::string{name} + ": set by the service itself");
    headers_.push_back(std::string{name} + ": " + std::string{value});
    keep_secret(secrets_, value, kShortestSecret);
    keep_pieces(secrets_, value, " \t", kShortestSecretSegment);
    return {};
}

Endpoint::Target Endpoint::secret_target() const
{
    const Url url{curl_url(), &curl_url_cleanup};
    static_cast<void>(curl_url_set(url.get(), CURLUPART_URL, url_.c_str(), kAnyScheme));
    const auto scheme = part_of(url, CURLUPART_SCHEME);
    auto host = part_of(url, CURLUPART_HOST);
    if (host.size() > 2 && host.front() == '[')
        host = host.substr(1, host.size() - 2);
    const auto query = part_of(url, CURLUPART_QUERY);
    return {.is_encrypted = scheme == "https" || scheme == "wss",
        .host = std::move(host),
        .port = port_of(url, scheme),
        .path = part_of(url, CURLUPART_PATH) + (query.empty() ? "" : "?" + query),
        .credentials = basic_credentials(url)};
}

std::string Endpoint::redact(std::string text) const
{
    for (const auto& secret : secrets_)
    {
        for (size_t at = 0; (at = text.find(secret, at)) != std::string::npos;
             at += kRedacted.size())
            text.replace(at, secret.size(), kRedacted);
    }
    return text;
}
}  // namespace interlock::chain
