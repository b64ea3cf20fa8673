// How changes look in `interlock watch`: a line each. Pure.
#pragma once

#include "client/changes.hpp"
#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
enum class ChangeTime
{
    whole,   // "2026-11-22 08:52:29 UTC"
    of_day,  // "08:52:29"
};

[[nodiscard]] std::string change_text(
    const HeadChange& change, const View& view, ChangeTime time = ChangeTime::whole);
[[nodiscard]] std::string change_text(
    const VerdictChange& change, const View& view, ChangeTime time = ChangeTime::whole);
[[nodiscard]] Json change_json(const HeadChange& change);
[[nodiscard]] Json change_json(const VerdictChange& change);
}  // namespace interlock::client::cli
