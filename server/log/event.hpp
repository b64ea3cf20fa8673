// Log lines that programs read, too: a sentence, and what it is about in named fields.
#pragma once

#include <spdlog/common.h>

#include <string>

#include "interop/block.hpp"

namespace interlock::server
{
/// What a line is about. In a log of JSON lines its fields stand beside "message"; as text only the
/// sentence is shown.
class LogEvent
{
public:
    /// A name that stays: "reorg", "caught_up", …
    explicit LogEvent(std::string_view name) { with("event", name); }

    /// "chain_id", in decimal.
    LogEvent& chain(const ChainId& id) { return with("chain_id", to_string(id)); }
    /// "number" and "hash".
    LogEvent& block(const BlockId& block)
    {
        return with("number", block.number).with("hash", to_hex(block.hash));
    }
    LogEvent& with(std::string_view key, std::string_view value);
    LogEvent& with(std::string_view key, uint64_t value);

    /// Members of a JSON object: "event":"reorg","number":12
    [[nodiscard]] const std::string& members() const noexcept { return members_; }

private:
    std::string members_;
};

/// Logs it.
void log_event(spdlog::level::level_enum level, const LogEvent& event, const std::string& sentence);

/// A line as it goes through the log, taken apart. Lines without fields have none.
struct LogLine
{
    std::string_view members;
    std::string_view sentence;
};
[[nodiscard]] LogLine split_line(std::string_view payload);
}  // namespace interlock::server
