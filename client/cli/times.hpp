// Times for people. Pure: the present is an argument.
#pragma once

#include <cstdint>
#include <string>

namespace interlock::client::cli
{
/// "2026-11-22 08:52:29 UTC"; after the year 9999 just the seconds.
[[nodiscard]] std::string utc(uint64_t unix_s);

/// The two greatest units: "5s", "3m 12s", "5h 2m", "7d", "7d 3h".
[[nodiscard]] std::string duration(uint64_t seconds);

/// "5s ago", "now", "in 5s".
[[nodiscard]] std::string age(uint64_t now_s, uint64_t then_s);
}  // namespace interlock::client::cli
