// How changes look in `interlock watch`: a line each. Pure.
#pragma once

#include "client/changes.hpp"
#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
[[nodiscard]] std::string change_text(const HeadChange& change, const View& view);
[[nodiscard]] std::string change_text(const VerdictChange& change, const View& view);
[[nodiscard]] Json change_json(const HeadChange& change);
[[nodiscard]] Json change_json(const VerdictChange& change);
}  // namespace interlock::client::cli
