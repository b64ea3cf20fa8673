// What is logged while it lives.
#pragma once

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

namespace interlock::testing
{
class CapturedLog
{
public:
    CapturedLog()
    {
        auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("captured", sink));
    }
    ~CapturedLog() { spdlog::set_default_logger(before_); }
    CapturedLog(const CapturedLog&) = delete;
    CapturedLog& operator=(const CapturedLog&) = delete;

    [[nodiscard]] std::string text() const { return text_.str(); }
    [[nodiscard]] size_t lines_with(const std::string& words) const
    {
        size_t count = 0;
        std::istringstream lines{text_.str()};
        for (std::string line; std::getline(lines, line);)
            count += line.find(words) != std::string::npos ? 1U : 0U;
        return count;
    }

private:
    std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
    std::ostringstream text_;
};
}  // namespace interlock::testing
