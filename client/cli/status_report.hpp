// How `interlock status` looks. Pure.
#pragma once

#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
/// Two answers of the service. The heads may be missing: a status is most wanted when there is
/// trouble.
struct StatusReport
{
    Status status;
    Result<Heads> heads;
};

[[nodiscard]] std::string status_text(const StatusReport& report, const Context& context);
[[nodiscard]] Json status_json(const StatusReport& report);
}  // namespace interlock::client::cli
