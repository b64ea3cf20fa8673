// Where benchmarks leave what they measured, for the report.
#pragma once

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace interlock::bench
{
/// Appends a line to the file that INTERLOCK_BENCH_RESULTS names; nothing without it. `figures` are
/// numbers by name; see report.mjs for those that it reads.
inline void record(const std::string& what, nlohmann::json figures)
{
    const char* file = std::getenv("INTERLOCK_BENCH_RESULTS");
    if (file == nullptr)
        return;
    figures["what"] = what;
    std::ofstream{file, std::ios::app} << figures.dump() << '\n';
}
}  // namespace interlock::bench
