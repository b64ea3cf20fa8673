// How `interlock check` looks. Pure.
#pragma once

#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
struct CheckedMessage
{
    LogPosition at;
    std::optional<Message> message;  // When it was named in full,
    std::optional<Hash32> checksum;  // or announced by entries.
    Answer answer;
};

struct CheckReport
{
    Answer overall;
    std::vector<CheckedMessage> messages;  // Empty when the call as a whole could not tell.
};

[[nodiscard]] std::string check_text(const CheckReport& report, const View& view);
[[nodiscard]] Json check_json(const CheckReport& report);
[[nodiscard]] ExitCode exit_code(const Answer& overall) noexcept;
}  // namespace interlock::client::cli
