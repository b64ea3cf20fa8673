// The service as its program starts it, in this process.
#pragma once

#include "server/app/app.hpp"

namespace interlock::testing
{
/// With flags as on a command line; or why it does not start: one sentence or more.
[[nodiscard]] tl::expected<std::unique_ptr<server::App>, std::vector<std::string>> start_service(
    const std::vector<std::string>& flags);
}  // namespace interlock::testing
