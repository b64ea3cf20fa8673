// The level of the log, which is the whole process's, for the length of a scope.
#pragma once

#include <spdlog/spdlog.h>

namespace interlock::testing
{
/// Sets it, and gives back the former one: tests of one process do not change each other's log.
class LogLevelScope
{
public:
    explicit LogLevelScope(spdlog::level::level_enum level) { spdlog::set_level(level); }
    ~LogLevelScope() { spdlog::set_level(before_); }
    LogLevelScope(const LogLevelScope&) = delete;
    LogLevelScope& operator=(const LogLevelScope&) = delete;

private:
    const spdlog::level::level_enum before_ = spdlog::get_level();
};
}  // namespace interlock::testing
