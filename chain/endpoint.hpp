// An address to ask, and how much of it may be shown. Values; any thread.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace interlock::chain
{
/// A URL with optional headers. Both may hold credentials, so neither is ever printed: `display`
/// is what logs, errors, status and metrics show.
class Endpoint
{
public:
    /// http and https only. The error says what is wrong without repeating the URL's secrets.
    [[nodiscard]] static tl::expected<Endpoint, std::string> parse(std::string_view url);
    /// The same of ws and wss.
    [[nodiscard]] static tl::expected<Endpoint, std::string> parse_websocket(std::string_view url);

    /// Adds a header "Name: value" to every request; the error says what is wrong with it.
    [[nodiscard]] tl::expected<void, std::string> add_header(std::string_view header);

    /// Scheme, host and port; "…" stands for a path or query.
    [[nodiscard]] const std::string& display() const noexcept { return display_; }
    [[nodiscard]] const std::string& secret_url() const noexcept { return url_; }
    [[nodiscard]] const std::vector<std::string>& secret_headers() const noexcept
    {
        return headers_;
    }

    /// Where a URL leads, in its parts.
    struct Target
    {
        bool is_encrypted = false;
        std::string host;  // IPv6 without brackets.
        std::string port;
        std::string path;         // With the query.
        std::string credentials;  // As HTTP's basic authentication sends them; empty for none.
    };
    [[nodiscard]] Target secret_target() const;

    /// `text` of the node's own, without anything secret of this endpoint: nodes and proxies repeat
    /// keys in their error messages.
    [[nodiscard]] std::string redact(std::string text) const;

private:
    Endpoint() = default;

    /// The schemes without and with encryption.
    struct Schemes
    {
        std::string_view plain;
        std::string_view encrypted;
    };
    [[nodiscard]] static tl::expected<Endpoint, std::string> parse_as(
        const Schemes& schemes, std::string_view url);

    std::string url_;
    std::string display_;
    std::vector<std::string> headers_;
    std::vector<std::string> secrets_;  // The longest first, so that no rest of one is left.
};

/// Bounds on one exchange with an endpoint.
struct RequestLimits
{
    std::chrono::milliseconds connect_timeout{2'000};
    std::chrono::milliseconds timeout{10'000};
    size_t max_reply_bytes = size_t{64} << 20U;
    std::stop_token stop;  // Cancels exchanges that are under way.
};
}  // namespace interlock::chain
