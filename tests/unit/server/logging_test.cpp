#include "server/log/logging.hpp"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "server/log/event.hpp"

namespace interlock::server
{
namespace
{
using nlohmann::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

/// What `log` has logged in that format.
template <typename Log>
std::string logged(LogFormat format, Log log)
{
    std::ostringstream out;
    const auto before = spdlog::default_logger();
    const auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(out);
    const auto logger = std::make_shared<spdlog::logger>("test", sink);
    logger->set_formatter(make_formatter(format));
    spdlog::set_default_logger(logger);
    log();
    spdlog::set_default_logger(before);
    return out.str();
}

void log_a_reorg()
{
    log_event(spdlog::level::warn,
        LogEvent{"reorg"}.chain(ChainId::from_u64(901)).block({12, {}}).with("by", "a \"node\"\n"),
        "chain 901: \"reorg\"");
}

TEST(logging, text_has_the_sentence_only)
{
    const auto text = logged(LogFormat::text, &log_a_reorg);
    EXPECT_THAT(text, EndsWith("Z warning chain 901: \"reorg\"\n"));
    EXPECT_THAT(text, Not(HasSubstr("event")));
}

TEST(logging, json_has_the_fields_as_well)
{
    const auto line = json::parse(logged(LogFormat::json, &log_a_reorg));
    EXPECT_EQ(line["message"], "chain 901: \"reorg\"");
    EXPECT_EQ(line["level"], "warning");
    EXPECT_EQ(line["event"], "reorg");
    EXPECT_EQ(line["chain_id"], "901");
    EXPECT_EQ(line["number"], 12);
    EXPECT_EQ(line["hash"], to_hex(Hash32{}));
    EXPECT_EQ(line["by"], "a \"node\"\n");
}

TEST(logging, a_line_without_fields_is_a_line)
{
    const auto log = [] { spdlog::info("plain \x1f and \xff {}", 1); };
    EXPECT_THAT(logged(LogFormat::text, log), EndsWith("plain \x1f and \xff 1\n"));
    const auto line = json::parse(logged(LogFormat::json, log));
    EXPECT_EQ(line["message"], "plain \x1f and \xEF\xBF\xBD 1");
    EXPECT_EQ(line.size(), 3U);
}

TEST(logging, repeats_are_counted)
{
    ::testing::internal::CaptureStderr();
    set_up_logging({.level = LogLevel::info, .format = LogFormat::text});
    for (int i = 0; i < 5; ++i)
        spdlog::warn("no sockets");
    spdlog::warn("other");
    set_log_level(LogLevel::error);
    spdlog::warn("not shown");
    set_log_level(LogLevel::debug);
    spdlog::debug("shown");
    const auto text = ::testing::internal::GetCapturedStderr();
    EXPECT_EQ(text.find("no sockets"), text.rfind("no sockets")) << text;
    EXPECT_THAT(text, HasSubstr("Skipped 4 duplicate messages"));
    EXPECT_THAT(text, Not(HasSubstr("not shown")));
    EXPECT_THAT(text, HasSubstr("debug shown\n"));
}
}  // namespace
}  // namespace interlock::server
