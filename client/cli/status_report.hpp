// How `interlock status` looks. Pure.
#pragma once

#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
/// The service's answers. The heads may be missing: a status is most wanted when there is trouble.
struct StatusReport
{
    Status status;
    Result<Heads> heads;
    Chains chains;  // At least the status' chains by name.
};

/// For when the service tells no more: only the names.
[[nodiscard]] Chains chains_of(const Status& status);

[[nodiscard]] std::string status_text(const StatusReport& report, const Context& context);
[[nodiscard]] Json status_json(const StatusReport& report);
}  // namespace interlock::client::cli
