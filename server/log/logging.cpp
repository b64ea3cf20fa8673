#include "server/log/logging.hpp"

#include <grpc/support/log.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/dup_filter_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/log/event.hpp"

namespace interlock::server
{
namespace
{
/// The same line again within this time is counted only.
constexpr auto kRepeats = std::chrono::seconds{30};

using Line = spdlog::details::log_msg;

void append(spdlog::memory_buf_t& out, std::string_view text)
{
    out.append(text.data(), text.data() + text.size());
}

/// The sentence, without the fields.
class TextMessage final : public spdlog::custom_flag_formatter
{
public:
    void format(const Line& line, const std::tm&, spdlog::memory_buf_t& out) override
    {
        append(out, split_line({line.payload.data(), line.payload.size()}).sentence);
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override
    {
        return std::make_unique<TextMessage>();
    }
};

/// The sentence as a JSON string, and the fields after it. Bytes that are not UTF-8 are replaced.
class JsonMessage final : public spdlog::custom_flag_formatter
{
public:
    void format(const Line& line, const std::tm&, spdlog::memory_buf_t& out) override
    {
        const auto [members, sentence] = split_line({line.payload.data(), line.payload.size()});
        append(out, nlohmann::json(sentence).dump(
                        -1, ' ', false, nlohmann::json::error_handler_t::replace));
        append(out, members.empty() ? "" : ",");
        append(out, members);
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override
    {
        return std::make_unique<JsonMessage>();
    }
};

spdlog::level::level_enum level_of(LogLevel level) noexcept
{
    switch (level)
    {
        case LogLevel::trace:
            return spdlog::level::trace;
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warn:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

/// gRPC logs by itself, in a form of its own. What it calls errors is of single connections, such
/// as a handshake that failed; what of it concerns the service is told where it is noticed.
void log_of_grpc(gpr_log_func_args* line)
{
    spdlog::debug("gRPC: {}", line->message);
}
}  // namespace

void set_up_logging(const LogSettings& settings)
{
    const auto filter = std::make_shared<spdlog::sinks::dup_filter_sink_mt>(kRepeats);
    filter->add_sink(std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    const auto logger = std::make_shared<spdlog::logger>("interlockd", filter);
    logger->set_formatter(make_formatter(settings.format));
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(logger);
    set_log_level(settings.level);
    gpr_set_log_function(&log_of_grpc);
}

std::unique_ptr<spdlog::formatter> make_formatter(LogFormat format)
{
    auto out = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    out->add_flag<TextMessage>('&');
    out->add_flag<JsonMessage>('*');
    out->set_pattern(format == LogFormat::json
                         ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})"
                         : "%Y-%m-%dT%H:%M:%S.%eZ %^%-5l%$ %&");
    return out;
}

void set_log_level(LogLevel level)
{
    spdlog::default_logger_raw()->set_level(level_of(level));
}

bool set_log_level(std::string_view name)
{
    const auto found = std::find(kLogLevelNames.begin(), kLogLevelNames.end(), name);
    if (found == kLogLevelNames.end())
        return false;
    set_log_level(static_cast<LogLevel>(found - kLogLevelNames.begin()));
    spdlog::info("lines from level {} on are logged", name);
    return true;
}
}  // namespace interlock::server
