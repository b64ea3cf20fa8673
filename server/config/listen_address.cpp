#include "server/config/listen_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace interlock::server
{
namespace
{
constexpr std::string_view kWanted =
    "must be host:port, e.g. 127.0.0.1:7545 or [::1]:7545, with a port from 0 to 65535";
constexpr size_t kMaxHostLength = 253;  // Of a name in the DNS.

bool is_host_name(std::string_view text)
{
    const auto allowed = [](char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= kMaxHostLength &&
           std::all_of(text.begin(), text.end(), allowed);
}

bool is_ipv6(const std::string& text)
{
    in6_addr ignored{};
    return inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

std::optional<uint16_t> parse_port(std::string_view text)
{
    uint16_t port = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc{} || stop != end)
        return std::nullopt;
    return port;
}
}  // namespace

tl::expected<ListenAddress, std::string> parse_listen_address(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return tl::unexpected{std::string{kWanted}};
    const auto port = parse_port(text.substr(colon + 1));
    std::string host{text.substr(0, colon)};
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    if (!port || !(bracketed ? is_ipv6(host) : is_host_name(host)))
        return tl::unexpected{std::string{kWanted}};
    return ListenAddress{.host = std::move(host), .port = *port};
}

std::string to_string(const ListenAddress& address)
{
    const bool ipv6 = address.host.find(':') != std::string::npos;
    const auto host = ipv6 ? "[" + address.host + "]" : address.host;
    return host + ":" + std::to_string(address.port);
}
}  // namespace interlock::server
