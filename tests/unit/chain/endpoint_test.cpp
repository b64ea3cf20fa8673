#include "chain/endpoint.hpp"

#include <gmock/gmock.h>

namespace interlock::chain
{
namespace
{
using ::testing::HasSubstr;
using ::testing::Not;

TEST(endpoint, shows_scheme_host_and_port_only)
{
    struct Case
    {
        const char* url;
        const char* display;
    };
    static constexpr Case kCases[]{
        {"http://127.0.0.1:8545", "http://127.0.0.1:8545"},
        {"http://127.0.0.1:8545/", "http://127.0.0.1:8545"},
        {"http://127.0.0.1:8545/rpc", "http://127.0.0.1:8545/…"},
        {"https://node.example", "https://node.example:443"},
        {"http://node.example", "http://node.example:80"},
        {"https://node.example?apikey=k", "https://node.example:443/…"},
        {"https://u:p@node.example:9/v3/key?x=y#z", "https://node.example:9/…"},
        {"http://[::1]:8545", "http://[::1]:8545"},
        {"http://op-node_1:9545", "http://op-node_1:9545"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.url);
        const auto endpoint = Endpoint::parse(c.url);
        ASSERT_TRUE(endpoint.has_value()) << endpoint.error();
        EXPECT_EQ(endpoint->display(), c.display);
        EXPECT_EQ(endpoint->secret_url(), c.url);
    }
}

TEST(endpoint, refuses_what_is_no_http_url_without_repeating_it)
{
    const std::string long_url = "http://node.example/" + std::string(5'000, 'x');
    const std::string cases[]{"", "localhost:8545", "ws://u:secret@h", "ftp://u:secret@h",
        "file:///etc/secret", "http://", "http://u:secret@", "http://h:99999/secret",
        "http://h/secret path", "http://h/\r\nX-secret: 1", std::string{"http://h\0/secret", 16},
        "http://h:secret/", long_url};
    for (const auto& url : cases)
    {
        SCOPED_TRACE(url);
        const auto endpoint = Endpoint::parse(url);
        ASSERT_FALSE(endpoint.has_value());
        EXPECT_THAT(endpoint.error(), Not(HasSubstr("secret")));
        EXPECT_FALSE(endpoint.error().empty());
    }
}

TEST(endpoint, a_websocket_url_leads_to_its_parts)
{
    struct Case
    {
        const char* url;
        const char* display;
        Endpoint::Target target;
    };
    const Case cases[]{
        {"ws://h", "ws://h:80", {false, "h", "80", "/", ""}},
        {"wss://h/", "wss://h:443", {true, "h", "443", "/", ""}},
        {"ws://[::1]:8546", "ws://[::1]:8546", {false, "::1", "8546", "/", ""}},
        {"wss://u:p@h:9/v3/key?x=y#z", "wss://h:9/…", {true, "h", "9", "/v3/key?x=y", "dTpw"}},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.url);
        const auto endpoint = Endpoint::parse_websocket(c.url);
        ASSERT_TRUE(endpoint.has_value()) << endpoint.error();
        EXPECT_EQ(endpoint->display(), c.display);
        const auto target = endpoint->secret_target();
        EXPECT_EQ(target.is_encrypted, c.target.is_encrypted);
        EXPECT_EQ(target.host, c.target.host);
        EXPECT_EQ(target.port, c.target.port);
        EXPECT_EQ(target.path, c.target.path);
        EXPECT_EQ(target.credentials, c.target.credentials);
    }
    for (const auto* url : {"http://h", "https://h", "ws:", "ws://", "ws://u:secret@", "h:8546"})
    {
        SCOPED_TRACE(url);
        EXPECT_FALSE(Endpoint::parse_websocket(url).has_value());
    }
}

TEST(endpoint, takes_headers_and_trims_them)
{
    auto endpoint = *Endpoint::parse("http://h");
    ASSERT_TRUE(endpoint.add_header("Authorization:  Bearer abcdefgh ").has_value());
    ASSERT_TRUE(endpoint.add_header("X-Key: 1").has_value());
    EXPECT_THAT(endpoint.secret_headers(),
        ::testing::ElementsAre("Authorization: Bearer abcdefgh", "X-Key: 1"));
}

TEST(endpoint, refuses_headers_that_would_become_others)
{
    auto endpoint = *Endpoint::parse("http://h");
    const std::string cases[]{"", "no colon secret", ": secret", "Name",
        "Name:", "Name:  ", "Bad Name: secret", "X: secret\r\nY: 1", "X: secret\nY: 1",
        std::string{"X: \0secret", 10}, "Content-Length: 5", "transfer-encoding: chunked",
        "CONTENT-TYPE: text/html", "X: " + std::string(20'000, 's')};
    for (const auto& header : cases)
    {
        SCOPED_TRACE(header.substr(0, 40));
        const auto added = endpoint.add_header(header);
        ASSERT_FALSE(added.has_value());
        EXPECT_THAT(added.error(), Not(HasSubstr("secret")));
    }
    EXPECT_TRUE(endpoint.secret_headers().empty());
}

TEST(endpoint, strips_its_secrets_from_other_texts)
{
    auto endpoint = *Endpoint::parse("http://joe:p%40ssword@h/v3/abcdefghijkl?token=xyz");
    ASSERT_TRUE(endpoint.add_header("Authorization: Bearer tokentoken").has_value());
    struct Case
    {
        const char* text;
        const char* redacted;
    };
    static constexpr Case kCases[]{
        {"nothing here", "nothing here"},
        {"key abcdefghijkl is unknown", "key *** is unknown"},
        {"GET /v3/abcdefghijkl?token=xyz", "GET ***?***"},
        {"p%40ssword or p@ssword of joe", "*** or *** of ***"},
        {"tokentoken tokentoken", "*** ***"},
        {"Bearer tokentoken", "***"},
    };
    for (const auto& c : kCases)
        EXPECT_EQ(endpoint.redact(c.text), c.redacted);
}
}  // namespace
}  // namespace interlock::chain
