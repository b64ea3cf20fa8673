// How log lines look, and which there are.
#pragma once

#include <spdlog/formatter.h>

#include <memory>

#include "server/config/config.hpp"

namespace interlock::server
{
/// Sends log lines to standard error: as text, or one JSON object a line. A line that repeats the
/// one before is counted, and the count told with the next one.
void set_up_logging(const LogSettings& settings);

[[nodiscard]] std::unique_ptr<spdlog::formatter> make_formatter(LogFormat format);

/// From now on. Any thread.
void set_log_level(LogLevel level);
/// By its name; false when there is none of that name.
[[nodiscard]] bool set_log_level(std::string_view name);
}  // namespace interlock::server
