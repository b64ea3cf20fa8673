// A place to listen at, as text. Pure.
#pragma once

#include <string_view>

#include "server/config/config.hpp"

namespace interlock::server
{
/// "127.0.0.1:7545", "localhost:0", "[::1]:7545"; the error says what would be right.
[[nodiscard]] tl::expected<ListenAddress, std::string> parse_listen_address(std::string_view text);
}  // namespace interlock::server
