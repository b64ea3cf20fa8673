#include "server/app/logging.hpp"

#include <grpc/support/log.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

namespace interlock::server
{
namespace
{
/// The message as a JSON string. Bytes that are not UTF-8 are replaced.
class JsonMessage final : public spdlog::custom_flag_formatter
{
public:
    void format(
        const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override
    {
        const nlohmann::json text = std::string{message.payload.data(), message.payload.size()};
        const auto encoded = text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        out.append(encoded.data(), encoded.data() + encoded.size());
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
    auto logger = std::make_shared<spdlog::logger>(
        "interlockd", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<JsonMessage>('*');
    formatter->set_pattern(settings.format == LogFormat::json
                               ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})"
                               : "%Y-%m-%dT%H:%M:%S.%eZ %^%-5l%$ %v");
    logger->set_formatter(std::move(formatter));
    logger->set_level(level_of(settings.level));
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
    gpr_set_log_function(&log_of_grpc);
}
}  // namespace interlock::server
