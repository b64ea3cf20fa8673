// An index of long chains, made at once instead of being followed.
#pragma once

#include <filesystem>

#include "tests/bench/follow/nodes.hpp"

namespace interlock::bench
{
/// Writes the index of the chains' histories where a service with that data_dir looks for it. In a
/// process of its own: to be called before there are threads.
void prebuild(const NodesOptions& options, const std::filesystem::path& data_dir);
}  // namespace interlock::bench
