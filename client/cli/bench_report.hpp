// What `interlock bench` has measured, for people and for programs. Pure.
#pragma once

#include "client/cli/commands.hpp"
#include "client/load/load.hpp"

namespace interlock::client::cli
{
[[nodiscard]] std::string bench_text(const BenchArgs& args, const LoadResult& result);
[[nodiscard]] Json bench_json(const BenchArgs& args, const LoadResult& result);
}  // namespace interlock::client::cli
