// How `interlock superroot` looks. Pure.
#pragma once

#include "client/cli/json_forms.hpp"
#include "client/cli/render.hpp"
#include "client/super_root.hpp"

namespace interlock::client::cli
{
[[nodiscard]] std::string super_root_text(const SuperRoot& found, const View& view);
[[nodiscard]] Json super_root_json(const SuperRoot& found);
}  // namespace interlock::client::cli
