#include "server/log/event.hpp"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

namespace interlock::server
{
namespace
{
/// Before and after the fields. A sentence never begins with it: it begins with a word of ours.
constexpr char kMark = '\x1f';

std::string quoted(std::string_view text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add_member(std::string& members, std::string_view key, const std::string& value)
{
    members += members.empty() ? "" : ",";
    members += quoted(key) + ':' + value;
}
}  // namespace

LogEvent& LogEvent::with(std::string_view key, std::string_view value)
{
    add_member(members_, key, quoted(value));
    return *this;
}

LogEvent& LogEvent::with(std::string_view key, uint64_t value)
{
    add_member(members_, key, std::to_string(value));
    return *this;
}

void log_event(spdlog::level::level_enum level, const LogEvent& event, const std::string& sentence)
{
    auto* const log = spdlog::default_logger_raw();
    if (log->should_log(level))
        log->log(level, kMark + event.members() + kMark + sentence);
}

LogLine split_line(std::string_view payload)
{
    if (payload.empty() || payload.front() != kMark)
        return {.members = {}, .sentence = payload};
    const auto end = payload.find(kMark, 1);
    return {.members = payload.substr(1, end - 1), .sentence = payload.substr(end + 1)};
}
}  // namespace interlock::server
